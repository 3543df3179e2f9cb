import {escapeBytes, unescapeBytes} from '../../../../core/files/byte-names.ts';
import {extensionOf, kindOf, request} from './packets.ts';

const firstField = 9;
/** How many strings that are paths stand first in a request. */
const paths: Readonly<Record<number, number>> = {
	[request.open]: 1,
	[request.lstat]: 1,
	[request.setstat]: 1,
	[request.opendir]: 1,
	[request.remove]: 1,
	[request.mkdir]: 1,
	[request.rmdir]: 1,
	[request.realpath]: 1,
	[request.stat]: 1,
	[request.rename]: 2,
	[request.readlink]: 1,
	[request.symlink]: 2,
};
/** The same behind the name of an extension. */
const extensionPaths: Readonly<Record<string, number>> = {
	'posix-rename@openssh.com': 2,
	'statvfs@openssh.com': 1,
	'expand-path@openssh.com': 1,
};

/**
 * A whole request (with its length) as a server gets it: the bytes of names instead of the text that stands for them. The
 * engine knows names as UTF-8 only. The same packet where nothing is to be undone.
 */
export function withNameBytes(packet: Buffer): Buffer {
	const kind = kindOf(packet);
	let count = paths[kind] ?? 0;
	let at = firstField;
	if (kind === request.extended) {
		const name = extensionOf(packet);
		count = Object.hasOwn(extensionPaths, name) ? extensionPaths[name]! : 0;
		at += 4 + name.length;
	}
	if (count === 0 || unescapeBytes(packet) === packet) {
		return packet;
	}
	const parts: Uint8Array[] = [packet.subarray(0, at)];
	for (; count > 0; count--) {
		const end = at + 4 + packet.readUInt32BE(at);
		parts.push(...withLength(unescapeBytes(packet.subarray(at + 4, end))));
		at = end;
	}
	return joined([...parts, packet.subarray(at)]);
}

/**
 * A whole NAME reply with the names as text in UTF-8, which the engine can read. The same packet where nothing needs an
 * escape, or where it makes no sense.
 */
export function withNameText(packet: Buffer): Buffer {
	const reader = new PacketReader(packet, firstField);
	const parts: Uint8Array[] = [];
	let copied = 0;
	for (let count = reader.number(); count > 0 && !reader.isDamaged; count--) {
		const start = reader.at;
		const name = reader.string();
		const text = escapeBytes(name);
		if (text !== name) {
			parts.push(packet.subarray(copied, start), ...withLength(text));
			copied = reader.at;
		}
		reader.skipString();
		reader.skipAttributes();
	}
	return parts.length === 0 || reader.isDamaged ? packet : joined([...parts, packet.subarray(copied)]);
}

const empty = Buffer.alloc(4);

function withLength(bytes: Uint8Array): readonly Uint8Array[] {
	const length = Buffer.allocUnsafe(4);
	length.writeUInt32BE(bytes.length);
	return [length, bytes];
}

function joined(parts: readonly Uint8Array[]): Buffer {
	const packet = Buffer.concat(parts);
	packet.writeUInt32BE(packet.length - 4);
	return packet;
}

class PacketReader {
	readonly #packet: Buffer;
	at: number;
	isDamaged = false;

	constructor(packet: Buffer, at: number) {
		this.#packet = packet;
		this.at = at;
	}

	number(): number {
		return this.#skip(4) ? this.#packet.readUInt32BE(this.at - 4) : 0;
	}

	string(): Buffer {
		const length = this.number();
		return this.#skip(length) ? this.#packet.subarray(this.at - length, this.at) : empty;
	}

	skipString(): void {
		this.#skip(this.number());
	}

	/** An ATTRS (section 5 of the draft). */
	skipAttributes(): void {
		const flags = this.number();
		this.#skip((flags & 1 && 8) + (flags & 2 && 8) + (flags & 4 && 4) + (flags & 8 && 8));
		for (let count = flags >>> 31 === 1 ? this.number() : 0; count > 0 && !this.isDamaged; count--) {
			this.skipString();
			this.skipString();
		}
	}

	#skip(length: number): boolean {
		if (this.isDamaged || length > this.#packet.length - this.at) {
			this.isDamaged = true;
			return false;
		}
		this.at += length;
		return true;
	}
}
