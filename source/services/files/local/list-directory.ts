import {lstat, lstatSync, opendirSync, type Stats} from 'node:fs';
import {opendir} from 'node:fs/promises';
import {decodeName} from '../../../core/files/byte-names.ts';
import type {FileEntry} from '../../../core/files/entry.ts';
import {whyUnsafe} from '../../../core/files/unsafe-name.ts';
import type {ListOptions} from '../file-system.ts';
import {attributesOf} from './local-attributes.ts';

const batch = 256;
const slash = Buffer.from('/');

/** The code of the error where a file cannot be looked at, as in a directory that may be read but not searched. */
type Look = Stats | string;

/** Lists a directory of this machine; throws the system's errors. */
export async function listDirectory(path: Buffer, {signal, onEntries}: ListOptions): Promise<void> {
	const directory = await opendir(path, {encoding: 'buffer' as BufferEncoding, bufferSize: batch});
	try {
		let names: Buffer[] = [];
		const flush = async (): Promise<void> => {
			const looks = await Promise.all(names.map(name => lookUp(Buffer.concat([path, slash, name]))));
			const entries = names.map((name, index) => entryOf(name, looks[index]!));
			names = [];
			signal?.throwIfAborted();
			onEntries(entries.filter(entry => entry !== null));
		};
		for (let found = await directory.read(); found !== null; found = await directory.read()) {
			names.push(found.name as unknown as Buffer);
			if (names.length === batch) {
				await flush();
			}
		}
		if (names.length > 0) {
			await flush();
		}
	} finally {
		await directory.close();
	}
}

/** The same by synchronous calls, which cost a tenth; between some of them `breathe` lets others have a turn. */
export async function listDirectoryNow(
	path: Buffer,
	{signal, onEntries}: ListOptions,
	breathe: () => Promise<void> | null,
): Promise<void> {
	const directory = opendirSync(path as unknown as string, {
		encoding: 'buffer' as BufferEncoding,
		bufferSize: batch,
	});
	try {
		for (let isMore = true; isMore; ) {
			const entries: FileEntry[] = [];
			while (entries.length < batch) {
				const found = directory.readSync();
				if (found === null) {
					isMore = false;
					break;
				}
				const name = found.name as unknown as Buffer;
				const entry = entryOf(name, lookUpNow(Buffer.concat([path, slash, name])));
				if (entry !== null) {
					entries.push(entry);
				}
			}
			signal?.throwIfAborted();
			onEntries(entries);
			await breathe();
		}
	} finally {
		directory.closeSync();
	}
}

/** Null when it is gone again. */
function entryOf(bytes: Buffer, look: Look): FileEntry | null {
	if (look === 'ENOENT') {
		return null;
	}
	const name = decodeName(bytes);
	const attributes =
		typeof look === 'string'
			? ({type: 'other', size: 0, mtime: 0, mode: 0, uid: null, gid: null} as const)
			: attributesOf(look);
	return {name, ...attributes, refused: whyUnsafe(name)};
}

function lookUp(path: Buffer): Promise<Look> {
	return new Promise(resolve =>
		lstat(path, (error, stats) => resolve(error === null ? stats : (error.code ?? ''))),
	);
}

function lookUpNow(path: Buffer): Look {
	try {
		return lstatSync(path);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code ?? '';
	}
}
