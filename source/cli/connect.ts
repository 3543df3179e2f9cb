import {constants, userInfo} from 'node:os';
import {join} from 'node:path';
import {explainFailure} from '../core/diagnosis/explain-failure.ts';
import {Refusal} from '../core/errors.ts';
import {whyRefused} from '../core/hosts/refused-name.ts';
import {connectArguments} from '../core/ssh-command/command-line.ts';
import {printable} from '../core/text/printable.ts';
import {runForeground, type SessionEnd} from '../services/ssh/foreground-child.ts';
import {mayUseHardwareKey} from '../services/ssh/hardware-key.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {sshVersion} from '../services/ssh/version.ts';
import {resetModes} from '../services/terminal/reset-modes.ts';

/**
 * `sallyport connect HOST [-- command]`: what Enter does, from a shell. `host` may name a user (`user@host`).
 * Gives ssh's exit status, 128 and the signal's number when a signal ended it; after a 255 the reason follows on stderr.
 * `signal` ends it before the session begins; from then on signals are the session's.
 * Throws a Refusal for a name that ssh would refuse, a Failure when there is no ssh or one that is too old.
 */
export async function connectCommand(
	ssh: Ssh,
	host: string,
	command: readonly string[],
	signal?: AbortSignal,
): Promise<number> {
	const refused = whyRefused(host.slice(host.lastIndexOf('@') + 1));
	if (refused !== null) {
		throw new Refusal(`“${printable(host)}” cannot be launched.`, refused);
	}
	await sshVersion(ssh, signal);
	signal?.throwIfAborted();
	const end = await runHere(ssh, [...connectArguments(host), ...command]);
	if (end.signal !== null || end.code === 255) {
		leaveUsable();
		explain(end, host);
	}
	return end.signal === null ? (end.code ?? 1) : 128 + constants.signals[end.signal];
}

/** A signal that would end us ends ssh, and then its status is ours. */
async function runHere(ssh: Ssh, args: readonly string[]): Promise<SessionEnd> {
	const ending = new AbortController();
	const stop = (): void => ending.abort();
	process.once('SIGTERM', stop).once('SIGHUP', stop);
	try {
		const inheritStderr = process.stderr.isTTY && mayUseHardwareKey(join(userInfo().homedir, '.ssh'));
		return await runForeground(ssh, args, {signal: ending.signal, inheritStderr});
	} finally {
		process.off('SIGTERM', stop).off('SIGHUP', stop);
	}
}

function leaveUsable(): void {
	if (process.stdin.isTTY && process.stdout.isTTY && process.env['TERM'] !== 'dumb') {
		process.stdout.write(resetModes);
	}
}

/** Says only what ssh's own words, which have been shown, do not say. */
function explain(end: SessionEnd, host: string): void {
	const reason = end.code === 255 ? explainFailure(end.stderr, {alias: printable(host)}) : null;
	if (reason !== null) {
		process.stderr.write(`sallyport: ${printable(host)}: ${reason.cause} ${reason.advice}\n`);
	}
}
