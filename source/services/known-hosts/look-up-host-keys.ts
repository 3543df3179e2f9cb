import {createHmac} from 'node:crypto';
import {setImmediate} from 'node:timers/promises';
import {judgeKnownHost, namesToLookUp} from '../../core/known-hosts/judge-known-host.ts';
import type {HostToLookUp, KnownHostKey, KnownHostState} from '../../core/known-hosts/known-host-state.ts';
import {type KnownHostsLine, keyOfLine, parseKnownHostsLine} from '../../core/known-hosts/line.ts';
import {matchesName} from '../../core/known-hosts/match-name.ts';
import {fingerprint} from '../keys/fingerprint.ts';
import {readRegular} from '../keys/read-regular.ts';

const sizeLimit = 16 * 1024 * 1024;
/** So many lines are read before others get their turn: a hashed one costs some microseconds. */
const linesAtOnce = 500;

/**
 * Looks a host up in known_hosts files (absolute paths, in the order ssh reads them; the word `none` is no file), freshly
 * each time: ssh itself writes to them. A file that cannot be read counts as empty, as for ssh. Throws only when aborted.
 */
export async function lookUpHostKeys(
	files: readonly string[],
	host: HostToLookUp,
	{signal}: {signal?: AbortSignal | undefined} = {},
): Promise<KnownHostState> {
	const names = namesToLookUp(host);
	return judgeKnownHost(names, await findHostKeys(files, names, signal));
}

/** Every key that known_hosts files give under some names, in the order of the files. Otherwise as `lookUpHostKeys`. */
export async function findHostKeys(
	files: readonly string[],
	names: readonly string[],
	signal: AbortSignal | undefined,
): Promise<readonly KnownHostKey[]> {
	const found: KnownHostKey[] = [];
	for (const file of files.filter(name => name !== 'none')) {
		const read = await readRegular(file, sizeLimit);
		const lines = 'error' in read ? [] : read.bytes.toString().split('\n');
		for (let first = 0; first < lines.length; first += linesAtOnce) {
			signal?.throwIfAborted();
			const some = lines.slice(first, first + linesAtOnce);
			found.push(...some.flatMap((text, index) => keysOfLine(text, names, {file, line: first + index + 1})));
			await setImmediate();
		}
	}
	return found;
}

/** The key of a line, once for each of the names that the line speaks of. */
export function keysOfLine(
	text: string,
	names: readonly string[],
	origin: {file: string; line: number},
): KnownHostKey[] {
	const line = parseKnownHostsLine(text);
	const matching = line === null ? [] : names.filter(name => matchesName(line.patterns, name, hashName));
	const key = line !== null && matching.length > 0 ? keyOfLine(line) : null;
	return line === null || key === null
		? []
		: matching.map(name => ({
				...origin,
				trust: trustOf(line),
				type: key.type,
				bits: key.bits,
				fingerprint: fingerprint(key.blob),
				name,
			}));
}

function trustOf({marker}: KnownHostsLine): KnownHostKey['trust'] {
	return marker === 'cert-authority' ? 'authority' : (marker ?? 'known');
}

function hashName(salt: Uint8Array, name: string): Uint8Array {
	return createHmac('sha1', salt).update(name).digest();
}
