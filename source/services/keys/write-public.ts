import {constants} from 'node:fs';
import {open, rename, rm} from 'node:fs/promises';
import {basename} from 'node:path';
import {Failure} from '../../core/errors.ts';
import {parsePrivateKey} from '../../core/keys/private-key.ts';
import {type PublicKey, parsePublicKeyLine} from '../../core/keys/public-key.ts';
import {printable} from '../../core/text/printable.ts';
import type {Connections} from '../keeper/connections.ts';
import {derivePublicKey} from './derive-public-key.ts';
import {readRegular} from './read-regular.ts';
import {lastLine, reasonOf, runTool} from './run-tool.ts';

/** What was written, and where what stood there before is now (null where nothing did). */
export type WrittenPublic = {readonly path: string; readonly backup: string | null};

/**
 * Writes the public half of a key to its `.pub`, mode 0644; ssh-keygen asks for the passphrase only where the public half
 * is encrypted too. A `.pub` that is there is moved to `.pub.old`, where none is yet. Throws a Failure when that cannot be.
 */
export async function writePublic(
	connections: Pick<Connections, 'asking'>,
	path: string,
	options: {readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal},
): Promise<WrittenPublic> {
	const line = await publicLine(connections, path, options);
	const target = `${path}.pub`;
	try {
		const wasThere = !('error' in (await readRegular(target, 1)));
		const backup = wasThere ? `${target}.old` : null;
		if (backup !== null) {
			await rename(target, await unused(backup));
		}
		const file = await open(
			target,
			constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
			0o600,
		);
		try {
			await file.writeFile(`${line}\n`);
			await file.chmod(0o644);
		} finally {
			await file.close();
		}
		return {path: target, backup};
	} catch (error) {
		if (error instanceof Failure) {
			throw error;
		}
		throw new Failure(`${printable(target)} is not written (${reasonOf(error)}).`, {cause: error});
	}
}

async function unused(path: string): Promise<string> {
	if (!('error' in (await readRegular(path, 1)))) {
		throw new Failure(`${printable(path)} is there already.`, {
			nextStep: 'Move it away first: nothing is overwritten.',
		});
	}
	return path;
}

/** Takes the written file away again, and puts back what was there. */
export async function undoWritePublic({path, backup}: WrittenPublic): Promise<void> {
	try {
		await (backup === null ? rm(path) : rename(backup, path));
	} catch (error) {
		throw new Failure(`${printable(path)} stays (${reasonOf(error)}).`, {cause: error});
	}
}

async function publicLine(
	connections: Pick<Connections, 'asking'>,
	path: string,
	{env, signal}: {readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal},
): Promise<string> {
	const file = await readRegular(path, 64 * 1024);
	const read =
		'error' in file ? {problem: 'it cannot be read'} : parsePrivateKey(file.bytes.toString('latin1'));
	if ('problem' in read) {
		throw new Failure(`The public half of ${printable(path)} is not to be had: ${read.problem}.`);
	}
	const key = read.key ?? ('bytes' in file && !read.encrypted ? derivePublicKey(file.bytes) : null);
	if (key !== null && !('problem' in key)) {
		return lineOf(key, read.comment ?? '');
	}
	const {code, stdout, stderr} = await runTool(connections, {
		program: 'ssh-keygen',
		args: ['-y', '-f', path],
		env,
		subject: basename(path),
		purpose: `To read the public half of ${path}.`,
		signal,
	});
	const said = parsePublicKeyLine(stdout);
	if (code !== 0 || 'problem' in said) {
		throw new Failure(
			`ssh-keygen does not read ${printable(path)}: ${lastLine(stderr) || `it ended with ${code}`}.`,
		);
	}
	return lineOf(said.key, said.comment);
}

function lineOf({algorithm, blob}: PublicKey, comment: string): string {
	return `${algorithm} ${Buffer.from(blob).toString('base64')} ${comment}`.trimEnd();
}
