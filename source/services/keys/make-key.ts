import {chmod, lstat, mkdir} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import {Failure, Refusal} from '../../core/errors.ts';
import type {KeyFile} from '../../core/keys/key-file.ts';
import {type NewKey, newKeyArguments, whyNoComment} from '../../core/keys/new-key.ts';
import {printable} from '../../core/text/printable.ts';
import type {Connections} from '../keeper/connections.ts';
import {readKeyFile} from './read-key-file.ts';
import {lastLine, reasonOf, runTool} from './run-tool.ts';

/** A security key waits for a touch this long, in milliseconds. */
const touchTime = 120_000;

/** Names that ssh and sshd have for other files, and would then read a private key as. */
const foreignName = /^(config|environment|rc|(known_hosts|authorized_keys)\d?(\.old)?|.*\.pub)$/;

/** What stands where a new key would go, or why its name is none for a key, in words; null when both names are free. */
export async function whyNotThere(path: string): Promise<string | null> {
	if (foreignName.test(basename(path))) {
		return `${printable(basename(path))} is the name of another kind of file: choose another name.`;
	}
	for (const name of [path, `${path}.pub`]) {
		const isThere = await lstat(name).then(
			() => true,
			() => false,
		);
		if (isThere) {
			return `${printable(basename(name))} is there already: choose another name.`;
		}
	}
	return null;
}

/**
 * Makes a key with ssh-keygen, which asks for its passphrase twice. Its directory is made with mode 0700 where it is missing.
 * Throws a Failure where something of that name is there or ssh-keygen fails, a Refusal for a comment that cannot be, an AbortError when cancelled
 * before it is made; no file is then left.
 */
export async function makeKey(
	connections: Pick<Connections, 'asking'>,
	plan: NewKey,
	{env, signal}: {readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal},
): Promise<KeyFile> {
	const wrong = whyNoComment(plan.comment);
	if (wrong !== null) {
		throw new Refusal(wrong);
	}
	const taken = await whyNotThere(plan.path);
	if (taken !== null) {
		throw new Failure(`No key was made: ${taken}`);
	}
	await makeDirectory(dirname(plan.path));
	const {code, stderr} = await runTool(connections, {
		program: 'ssh-keygen',
		args: newKeyArguments(plan),
		env,
		subject: basename(plan.path),
		purpose: `To make the key ${plan.path}.`,
		signal,
		patience: plan.kind.endsWith('-sk') ? touchTime : undefined,
	});
	if (code !== 0) {
		throw new Failure(`ssh-keygen made no key: ${lastLine(stderr) || `it ended with ${code}`}.`, {
			nextStep: plan.kind.endsWith('-sk')
				? 'Is a security key plugged in? Else choose a kind that lives in a file.'
				: 'Try again, or choose another place.',
		});
	}
	return readKeyFile(plan.path);
}

async function makeDirectory(path: string): Promise<void> {
	try {
		const made = await mkdir(path, {recursive: true, mode: 0o700});
		if (made !== undefined) {
			await chmod(path, 0o700);
		}
	} catch (error) {
		throw new Failure(`${printable(path)} cannot be made (${reasonOf(error)}).`, {cause: error});
	}
}
