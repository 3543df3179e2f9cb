import type {BytePath} from '../sandbox/sandbox.ts';
import {systemError} from '../sandbox/sandbox.ts';

/** Attributes as a request carries them (draft-ietf-secsh-filexfer-02, section 5); absent ones are undefined. */
export type WireAttributes = {
	readonly size?: number | undefined;
	readonly owner?: readonly [uid: number, gid: number] | undefined;
	readonly mode?: number | undefined;
	readonly times?: readonly [access: number, change: number] | undefined;
};

/** Reads the fields of one SFTP packet, in order. Every method throws EBADMSG when the packet is too short. */
export type Reader = {
	byte(): number;
	number(): number;
	/** A 64-bit number; beyond 2^53 it throws EINVAL. */
	longNumber(): number;
	bytes(): Buffer;
	/** A string, one character a byte. */
	path(): BytePath;
	attributes(): WireAttributes;
};

const flags = {size: 1, owner: 2, mode: 4, times: 8} as const;

export function readPacket(packet: Buffer): Reader {
	let at = 0;
	const take = (length: number): Buffer => {
		if (at + length > packet.length) {
			throw systemError('EBADMSG');
		}
		at += length;
		return packet.subarray(at - length, at);
	};
	const reader: Reader = {
		byte: () => take(1).readUInt8(),
		number: () => take(4).readUInt32BE(),
		longNumber() {
			const value = take(8).readBigUInt64BE();
			if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
				throw systemError('EINVAL');
			}
			return Number(value);
		},
		bytes: () => take(reader.number()),
		path: () => reader.bytes().toString('latin1'),
		attributes() {
			const present = reader.number();
			const has = (flag: number): boolean => (present & flag) !== 0;
			return {
				size: has(flags.size) ? reader.longNumber() : undefined,
				owner: has(flags.owner) ? [reader.number(), reader.number()] : undefined,
				mode: has(flags.mode) ? reader.number() : undefined,
				times: has(flags.times) ? [reader.number(), reader.number()] : undefined,
			};
		},
	};
	return reader;
}
