import {constants} from 'node:fs';
import {open, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {type ModeFault, octal} from '../../core/doctor/mode-fault.ts';
import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import {listKeyFiles} from '../keys/list-key-files.ts';

export type ModePlaces = {
	/** Null where it is not to be looked at. */
	readonly home: string | null;
	/** `~/.ssh` */
	readonly directory: string;
	/** Whether ssh reads the config there, or that of `-F`, whose mode it does not look at. */
	readonly readsConfig: boolean;
	/** Private keys elsewhere. */
	readonly keys?: readonly string[] | undefined;
	readonly signal?: AbortSignal | undefined;
};

/** What others may never do: to a private key anything, to the rest write (sshd(8), StrictModes; ssh(1), FILES). */
const anything = 0o077;
const writing = 0o022;

/** All files and directories that OpenSSH holds to be too open. Only what belongs to the user is looked at; throws only when aborted. */
export async function findModeFaults(places: ModePlaces): Promise<ModeFault[]> {
	const {home, directory, readsConfig, keys = [], signal} = places;
	const found = await listKeyFiles(directory, {extra: keys, signal});
	const privateKeys = found.filter(({format}) => format !== 'public').map(({path}) => path);
	const all: Array<Promise<ModeFault | null>> = [
		...(home === null ? [] : [fault(home, writing, false)]),
		fault(directory, writing, false),
		...(readsConfig ? [fault(join(directory, 'config'), writing, true)] : []),
		fault(join(directory, 'authorized_keys'), writing, false),
		...privateKeys.map(path => fault(path, anything, true)),
	];
	return (await Promise.all(all)).filter(one => one !== null);
}

async function fault(path: string, forbidden: number, isRefused: boolean): Promise<ModeFault | null> {
	const stats = await stat(path).catch(() => null);
	if (stats === null || stats.uid !== process.getuid?.() || (stats.mode & forbidden) === 0) {
		return null;
	}
	const mode = stats.mode & 0o777;
	return {path, mode, wanted: mode & ~forbidden, isRefused};
}

/** Gives a file the mode it should have. Throws a Failure when it is no longer what it was when that was decided. */
export async function mendMode({path, mode, wanted}: ModeFault): Promise<void> {
	const name = printable(path);
	const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY).catch(
		(error: NodeJS.ErrnoException) => {
			throw new Failure(`${name} cannot be opened (${error.code}).`, {cause: error});
		},
	);
	try {
		const stats = await file.stat();
		if (stats.uid !== process.getuid?.() || (stats.mode & 0o777) !== mode) {
			throw new Failure(`${name} has changed meanwhile: its mode is left as it is.`);
		}
		await file.chmod(wanted).catch((error: NodeJS.ErrnoException) => {
			throw new Failure(`${name} stays ${octal(mode)} (${error.code}).`, {cause: error});
		});
	} finally {
		await file.close();
	}
}
