import {reply} from './packets.ts';

/** A server that does not keep to the protocol: the session cannot go on. `message` is a part of a sentence, clean. */
export class ProtocolFault extends Error {
	override name = 'ProtocolFault';
}

/** What is done with the packets that arrive; all of it may throw a ProtocolFault. */
export type PacketHandler = {
	/**
	 * Judges a packet by its head, before room is made for it: `id` is the number of a VERSION's protocol. Gives where the
	 * data of a DATA go, or null.
	 */
	admit(kind: number, id: number): Buffer | null;
	/** Takes a whole packet, its length included. */
	take(packet: Buffer): void;
	/** In place of that for a STATUS that says yes: of what is written every answer is one. Its words say no more. */
	takeYes(id: number): void;
	/** So many bytes went to where `admit` wanted them. */
	filled(id: number, length: number): void;
	/** What came first is no SFTP. */
	garbage(bytes: Buffer): ProtocolFault;
};

/** The longest packet that is taken. OpenSSH sends no longer one (SFTP_MAX_MSG_LENGTH). */
export const longestPacket = 256 * 1024;

const headLength = 9;
const dataHeadLength = 13;
/** SSH_FX_OK. */
const ok = 0;
const empty = Buffer.alloc(0);

/**
 * Cuts what a server sends into packets. Data of a file go from the piece of the pipe straight to where they are wanted;
 * all other packets are handed on whole.
 */
export function makeIncoming(handler: PacketHandler): (chunk: Buffer) => void {
	const head = Buffer.alloc(dataHeadLength);
	let headFilled = 0;
	let packet: Buffer | null = null;
	let target: Buffer | null = null;
	let filled = 0;
	let isFirst = true;

	const check = (bytes: Buffer, at: number, rest: Buffer = empty): number => {
		const length = bytes.readUInt32BE(at);
		if (length < 5 || length > longestPacket) {
			if (isFirst) {
				throw handler.garbage(Buffer.concat([bytes.subarray(at), rest]));
			}
			throw new ProtocolFault(
				`it sent a packet of ${length} bytes, where at most ${longestPacket} make sense`,
			);
		}
		return length;
	};
	/** How much of a head is needed before anything can be decided. */
	const needed = (): number => (headFilled > 4 && head[4] === reply.data ? dataHeadLength : headLength);
	const start = (): void => {
		const length = check(head, 0);
		const [kind, id] = [head[4]!, head.readUInt32BE(5)];
		const wanted = handler.admit(kind, id);
		isFirst = false;
		if (kind === reply.data) {
			target = wanted!.subarray(0, sizeOfData(length, head.readUInt32BE(9), wanted));
		} else {
			packet = Buffer.allocUnsafe(4 + length);
			head.copy(packet, 0, 0, headFilled);
		}
		filled = kind === reply.data ? 0 : headFilled;
	};
	const finish = (): void => {
		if (target !== null && filled === target.length) {
			target = null;
			headFilled = 0;
			handler.filled(head.readUInt32BE(5), filled);
		} else if (packet !== null && filled === packet.length) {
			const whole = packet;
			packet = null;
			headFilled = 0;
			handler.take(whole);
		}
	};

	return chunk => {
		let at = 0;
		while (at < chunk.length) {
			const body = target ?? packet;
			if (body !== null) {
				const count = Math.min(body.length - filled, chunk.length - at);
				chunk.copy(body, filled, at, at + count);
				at += count;
				filled += count;
			} else if (headFilled === 0 && isWhole(chunk, at)) {
				const length = check(chunk, at);
				const [kind, id] = [chunk[at + 4]!, chunk.readUInt32BE(at + 5)];
				const wanted = handler.admit(kind, id);
				isFirst = false;
				if (kind === reply.data) {
					const size = sizeOfData(length, chunk.readUInt32BE(at + 9), wanted);
					chunk.copy(wanted!, 0, at + dataHeadLength, at + dataHeadLength + size);
					handler.filled(id, size);
				} else if (kind === reply.status && length >= headLength && chunk.readUInt32BE(at + 9) === ok) {
					handler.takeYes(id);
				} else {
					handler.take(chunk.subarray(at, at + 4 + length));
				}
				at += 4 + length;
				continue;
			} else {
				const count = Math.min(needed() - headFilled, chunk.length - at);
				chunk.copy(head, headFilled, at, at + count);
				at += count;
				headFilled += count;
				if (headFilled >= 4) {
					check(head.subarray(0, headFilled), 0, chunk.subarray(at));
				}
				if (headFilled < needed()) {
					continue;
				}
				start();
			}
			finish();
		}
	};
}

/** The length of the data in a DATA of so many bytes that says so many, for a place of its own. */
function sizeOfData(length: number, size: number, wanted: Buffer | null): number {
	if (wanted === null || size !== length - headLength) {
		throw new ProtocolFault('it sent data in a packet that makes no sense');
	}
	if (size > wanted.length) {
		throw new ProtocolFault('it sent more data than it was asked for');
	}
	return size;
}

/** Whether a packet lies in a piece from an offset on, so that it need not be gathered. */
function isWhole(chunk: Buffer, at: number): boolean {
	const left = chunk.length - at;
	return left >= dataHeadLength && left - 4 >= chunk.readUInt32BE(at);
}
