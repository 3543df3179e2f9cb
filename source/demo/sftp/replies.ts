import type {Stats} from 'node:fs';
import type {BytePath} from '../sandbox/sandbox.ts';

/** SSH_FX_… of draft-ietf-secsh-filexfer-02, section 7. */
export const status = {
	ok: 0,
	endOfFile: 1,
	noSuchFile: 2,
	permissionDenied: 3,
	failure: 4,
	badMessage: 5,
	unsupported: 8,
} as const;

export type Status = (typeof status)[keyof typeof status];

const words: Readonly<Record<Status, string>> = {
	0: 'Success',
	1: 'End of file',
	2: 'No such file',
	3: 'Permission denied',
	4: 'Failure',
	5: 'Bad message',
	8: 'Operation unsupported',
};

const type = {version: 2, status: 101, handle: 102, data: 103, name: 104, attributes: 105, extended: 201};

/** A name in an answer: the line of `ls -l` that belongs to it, and its attributes unless they are unknown. */
export type NamedEntry = {readonly name: BytePath; readonly line: BytePath; readonly stats: Stats | null};

function packet(kind: number, ...parts: readonly Buffer[]): Buffer {
	const length = parts.reduce((sum, part) => sum + part.length, 1);
	return Buffer.concat([numbers(length), Buffer.of(kind), ...parts]);
}

function numbers(...values: readonly number[]): Buffer {
	const buffer = Buffer.allocUnsafe(values.length * 4);
	for (const [index, value] of values.entries()) {
		buffer.writeUInt32BE(value >>> 0, index * 4);
	}
	return buffer;
}

function longNumbers(...values: readonly number[]): Buffer {
	const buffer = Buffer.allocUnsafe(values.length * 8);
	for (const [index, value] of values.entries()) {
		buffer.writeBigUInt64BE(BigInt(Math.trunc(value)), index * 8);
	}
	return buffer;
}

function string(value: Buffer | BytePath): Buffer {
	const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
	return Buffer.concat([numbers(bytes.length), bytes]);
}

function attributes(stats: Stats | null): Buffer {
	if (stats === null) {
		return numbers(0);
	}
	const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
	return Buffer.concat([
		numbers(0b1111),
		longNumbers(stats.size),
		numbers(stats.uid, stats.gid, stats.mode, seconds(stats.atimeMs), seconds(stats.mtimeMs)),
	]);
}

/** The answers of an SFTP server, each a whole packet with its length. */
export const reply = {
	version: (extensions: Readonly<Record<string, string>>): Buffer =>
		packet(type.version, numbers(3), ...Object.entries(extensions).flat().map(string)),
	status: (id: number, code: Status): Buffer =>
		packet(type.status, numbers(id, code), string(words[code]), string('')),
	handle: (id: number, handle: number): Buffer => packet(type.handle, numbers(id), string(numbers(handle))),
	data: (id: number, data: Buffer): Buffer => packet(type.data, numbers(id), string(data)),
	names: (id: number, entries: readonly NamedEntry[]): Buffer =>
		packet(
			type.name,
			numbers(id, entries.length),
			...entries.flatMap(({name, line, stats}) => [string(name), string(line), attributes(stats)]),
		),
	attributes: (id: number, stats: Stats): Buffer => packet(type.attributes, numbers(id), attributes(stats)),
	longNumbers: (id: number, values: readonly number[]): Buffer =>
		packet(type.extended, numbers(id), longNumbers(...values)),
};
