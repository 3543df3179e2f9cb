import {randomBytes} from 'node:crypto';
import {constants} from 'node:fs';
import {chmod, chown, open, realpath, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {Failure} from '../../core/errors.ts';
import type {KeyFile} from '../../core/keys/key-file.ts';
import {newRounds} from '../../core/keys/new-key.ts';
import {printable} from '../../core/text/printable.ts';
import type {Connections} from '../keeper/connections.ts';
import {readKeyFile} from './read-key-file.ts';
import {readRegular} from './read-regular.ts';
import {lastLine, reasonOf, runTool} from './run-tool.ts';

const sizeLimit = 64 * 1024;

/**
 * Has ssh-keygen give a key another passphrase, in today's format. It works on a copy of mode 0600 that then takes the
 * key's place in one step: whatever happens, the key is there. Throws a Failure when the old passphrase is wrong, the two new
 * ones differ or the file cannot be read or written, an AbortError when cancelled.
 */
export async function changePassphrase(
	connections: Pick<Connections, 'asking'>,
	path: string,
	{env, signal}: {readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal},
): Promise<KeyFile> {
	const name = printable(path);
	const target = await realpath(path).catch(() => path);
	const file = await readRegular(target, sizeLimit);
	if ('error' in file || !file.complete) {
		throw new Failure(`${name} cannot be read as a key.`, {
			nextStep: 'Its details (Enter) say what is wrong.',
		});
	}
	const {bytes, stats} = file;
	const copy = join(dirname(target), `.sallyport-${randomBytes(8).toString('hex')}`);
	try {
		await writeNew(copy, bytes);
		const {code, stdout, stderr} = await runTool(connections, {
			program: 'ssh-keygen',
			args: ['-q', '-p', '-a', String(newRounds), '-f', copy],
			env,
			subject: basename(path),
			purpose: `To change the passphrase of ${path}.`,
			signal,
		});
		if (code !== 0) {
			const isWrong = /incorrect passphrase/.test(stderr);
			const areTwo = /do not match/.test(stdout);
			const words = isWrong
				? 'the old passphrase is not right'
				: areTwo
					? 'the two new ones were not the same'
					: withoutCopy(lastLine(stderr), copy, path) || `ssh-keygen ended with ${code}`;
			throw new Failure(`The passphrase of ${name} is as it was: ${words}.`, {
				...((isWrong || areTwo) && {nextStep: 'P asks once more.'}),
			});
		}
		await chmod(copy, stats.mode & 0o700);
		if (stats.uid !== process.getuid?.()) {
			await chown(copy, stats.uid, stats.gid);
		}
		await rename(copy, target);
	} catch (error) {
		await rm(copy, {force: true});
		if (error instanceof Failure || error instanceof DOMException) {
			throw error;
		}
		throw new Failure(`The passphrase of ${name} is as it was (${reasonOf(error)}).`, {cause: error});
	}
	return readKeyFile(path);
}

function withoutCopy(words: string, copy: string, path: string): string {
	return words.replaceAll(copy, path).replace(/\.$/, '');
}

/** Writes a new file that nobody else can read, from its first byte. */
async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
	const file = await open(
		path,
		constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
		0o600,
	);
	try {
		await file.writeFile(bytes);
		await file.sync();
	} finally {
		await file.close();
	}
}
