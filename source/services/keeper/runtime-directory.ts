import {lstatSync, type Stats} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, isAbsolute, join} from 'node:path';
import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import {makePrivateDirectory} from '../private-directory.ts';

/** What a socket's path may have, in bytes: ssh first binds a name 17 longer (sun_path is 108, on macOS 104). */
const room = process.platform === 'linux' ? 90 : 86;

/** The longest name of a file in a runtime directory, `h-0123456789`. */
const nameLength = 12;

/** Where sockets may live, the best place first (XDG Base Directory Specification; `home` is the user's). */
export function runtimeCandidates(env: NodeJS.ProcessEnv, home: string): string[] {
	const uid = process.getuid?.() ?? 0;
	const runtime = env['XDG_RUNTIME_DIR'] ?? '';
	const cache = env['XDG_CACHE_HOME'] ?? '';
	const places = [
		join(runtime, 'sallyport'),
		join(isAbsolute(cache) ? cache : join(env['HOME'] || home, '.cache'), 'sallyport', 'run'),
		join(env['TMPDIR'] || tmpdir(), `sallyport-${uid}`),
		`/tmp/sallyport-${uid}`,
	];
	return [...new Set(places.filter(isAbsolute))];
}

/**
 * Makes the first of these directories that can be had: private to this user (0700, no link) and short enough for the
 * sockets in it. Throws a Failure of one line that says what was wrong with each.
 */
export function makeRuntimeDirectory(candidates: readonly string[]): string {
	const reasons: string[] = [];
	for (const directory of candidates) {
		const reason = whyUnfit(directory);
		if (reason === null) {
			return directory;
		}
		reasons.push(`${printable(directory)} ${reason}`);
	}
	throw new Failure(`There is no place for sockets: ${reasons.join('; ')}.`, {
		nextStep: 'Set XDG_RUNTIME_DIR to a short private directory.',
	});
}

/** Whether only this user can reach into a directory. */
export function isPrivate(directory: string): boolean {
	return whyNotPrivate(directory) === null;
}

function whyUnfit(directory: string): string | null {
	if (Buffer.byteLength(directory) + 1 + nameLength > room) {
		return 'is too long a path';
	}
	try {
		makePrivateDirectory(directory);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code !== 'EEXIST') {
			return `cannot be made (${code})`;
		}
	}
	return whyNotPrivate(directory);
}

function whyNotPrivate(directory: string): string | null {
	let found: Stats | undefined;
	try {
		found = lstatSync(directory, {throwIfNoEntry: false});
	} catch (error) {
		return `cannot be reached (${(error as NodeJS.ErrnoException).code})`;
	}
	if (found === undefined || !found.isDirectory()) {
		return 'is no directory';
	}
	const uid = process.getuid?.();
	const above = lstatSync(dirname(directory)).uid;
	if (found.uid !== uid || (above !== uid && above !== 0)) {
		return 'belongs to somebody else';
	}
	return (found.mode & 0o077) === 0 ? null : 'is open to others';
}
