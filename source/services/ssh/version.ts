import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import {capture} from './capture.ts';
import {cannotRun} from './foreground-child.ts';
import type {Ssh} from './program.ts';

/** The version of an OpenSSH: what `ssh -V` prints, clean, and its number. */
export type SshVersion = {readonly text: string; readonly major: number; readonly minor: number};

/** Before 8.5 a server's question cannot be told from one of ssh itself. */
const oldest = {major: 8, minor: 5};
const deadline = 5000;

/**
 * Asks `ssh -V`. Throws a Failure with one clear line when there is no ssh, when it is not OpenSSH, and when it is older
 * than 8.5.
 */
export async function sshVersion(ssh: Ssh, signal?: AbortSignal): Promise<SshVersion> {
	const {stdout, stderr} = await capture(ssh.program, ['-V'], {env: ssh.env, deadline, signal}).catch(
		(error: unknown) => {
			const cause = error instanceof Failure ? error.cause : undefined;
			throw cause instanceof Error ? cannotRun(ssh.program, cause) : error;
		},
	);
	const nextStep = 'Install OpenSSH 8.5 or newer.';
	const version = parseVersion(stderr) ?? parseVersion(stdout);
	if (version === null) {
		throw new Failure(`${ssh.program} is not OpenSSH: it says “${firstLine(stderr || stdout)}”.`, {nextStep});
	}
	const {major, minor} = version;
	if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
		throw new Failure(`This ssh is too old (${version.text}).`, {nextStep});
	}
	return version;
}

/** Reads what `ssh -V` prints, vendors' additions included; null when it is no OpenSSH's. */
export function parseVersion(text: string): SshVersion | null {
	const number = /^OpenSSH_(?:for_Windows_)?(\d+)\.(\d+)/m.exec(text);
	return number && {text: firstLine(text), major: Number(number[1]), minor: Number(number[2])};
}

function firstLine(text: string): string {
	return printable(text.trim().split(/\r?\n/)[0] ?? '').slice(0, 100);
}
