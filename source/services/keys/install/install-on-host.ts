import {stat} from 'node:fs/promises';
import {octal} from '../../../core/doctor/mode-fault.ts';
import {describeError, Failure, isAbort, Refusal} from '../../../core/errors.ts';
import {FileFailure} from '../../../core/files/file-failure.ts';
import {LeaseFailure} from '../../../core/keeper/lease-failure.ts';
import {authorizedLine, installCommand} from '../../../core/keys/authorized-keys.ts';
import type {InstallReport} from '../../../core/keys/install-report.ts';
import type {KeyFile} from '../../../core/keys/key-file.ts';
import {commandLine} from '../../../core/ssh-command/command-line.ts';
import {printable} from '../../../core/text/printable.ts';
import type {FileSystem} from '../../files/file-system.ts';
import {openRemoteFiles} from '../../files/remote-files.ts';
import type {Connections} from '../../keeper/connections.ts';
import {configArguments, type Ssh} from '../../ssh/program.ts';
import type {SshConfig} from '../../ssh-config/ssh-config.ts';
import {installKey} from './install-key.ts';
import {proveLogin} from './prove-login.ts';
import {publicHalf} from './public-half.ts';

export type InstallOptions = {
	/** The socket of the agent where it holds the key; else the login is proven with the file alone. */
	readonly agent: string | null;
	/** Whether a link may be followed out of the home directory of a host to the file named. */
	readonly mayLeaveHome: (host: string, path: string) => Promise<boolean>;
	/** Hears what is under way: a few words. */
	readonly onProgress: (words: string) => void;
	readonly signal: AbortSignal;
};

type Means = {
	readonly connections: Pick<Connections, 'asking' | 'lease'>;
	readonly ssh: Ssh;
	readonly config: SshConfig;
};

const nothing: Omit<InstallReport, 'host' | 'outcome'> = {
	path: null,
	backup: null,
	notes: [],
	isProven: null,
	reason: null,
	otherMethods: [],
	command: null,
};

/**
 * Installs the public half of a key on a host, over SFTP on its shared login, and proves it by a login with that key alone.
 * What goes wrong is in the report, as is a proof that was cancelled: the key is there by then. Throws an AbortError when it is
 * cancelled before, a Refusal for a key without a public half, a Failure for one that ssh ignores for its mode.
 */
export async function installOnHost(
	means: Means,
	key: KeyFile,
	host: string,
	options: InstallOptions,
): Promise<InstallReport> {
	const {signal, onProgress} = options;
	const half = await publicHalf(key.path);
	if (half === null) {
		throw new Refusal(
			`There is no public half of ${printable(key.path)} to install.`,
			'Write its .pub first.',
		);
	}
	await refuseIgnored(key, options.agent);
	const base64 = Buffer.from(half.key.blob).toString('base64');
	const line = authorizedLine(half.key, base64, half.comment);
	let files: FileSystem;
	onProgress(`${host}: logging in`);
	try {
		files = await openRemoteFiles(means.connections, host, {signal});
	} catch (error) {
		return failed(means, key, host, error);
	}
	try {
		onProgress(`${host}: looking at its authorized_keys`);
		const {
			status,
			path,
			backup,
			notes,
			options: limits,
		} = await installKey(files, {
			key: half.key,
			line,
			now: new Date(),
			mayLeaveHome: target => options.mayLeaveHome(host, target),
			signal,
		});
		const limited = limits === '' ? [] : [`Its line there limits it: ${printable(limits)}.`];
		onProgress(`${host}: proving it by a login with this key alone`);
		const proof = await prove(means, key, host, options);
		return {
			...nothing,
			host,
			outcome: status,
			path,
			backup,
			...proof,
			notes: [...notes, ...limited, ...proof.notes],
		};
	} catch (error) {
		return {...nothing, host, outcome: 'failed', reason: reasonOf(error, signal)};
	} finally {
		files.close();
	}
}

/** Throws where ssh would do without the key, which is then of no use on any host: a file of ours whose mode lets others in. */
async function refuseIgnored({path, format, mode, encrypted}: KeyFile, agent: string | null): Promise<void> {
	const isHeld = agent !== null && encrypted === true;
	if (format === 'public' || mode === null || (mode & 0o077) === 0 || isHeld) {
		return;
	}
	if ((await stat(path)).uid === process.getuid?.()) {
		const name = printable(path);
		throw new Failure(
			`${name} is not installed: its mode ${octal(mode & 0o777)} lets others in, so ssh does not use it.`,
			{nextStep: 'Fix its mode first: m in the dashboard, or chmod 600.'},
		);
	}
}

type Proven = Pick<InstallReport, 'isProven' | 'reason' | 'otherMethods' | 'notes'>;

async function prove(
	{connections, ssh, config}: Means,
	key: KeyFile,
	host: string,
	{agent, signal}: InstallOptions,
): Promise<Proven> {
	try {
		const effective = await config.effective(host, {allowExec: true, signal});
		const proof = await proveLogin(connections, ssh, {key, agent, effective, signal});
		if (!proof.isProven) {
			return {isProven: false, reason: proof.reason, otherMethods: [], notes: []};
		}
		const others = proof.methods.filter(method => method !== 'publickey');
		return {
			isProven: true,
			reason: null,
			otherMethods: proof.isPartial ? [] : others,
			notes: proof.isPartial ? ['The server accepts the key and asks for something more.'] : [],
		};
	} catch (error) {
		return isAbort(error)
			? {isProven: null, reason: whyNotProven(signal), otherMethods: [], notes: []}
			: {isProven: false, reason: reasonOf(error, signal), otherMethods: [], notes: []};
	}
}

function whyNotProven(signal: AbortSignal): string {
	return signal.aborted
		? 'The login that proves it was cancelled.'
		: 'What ssh asked for the login that proves it was not answered.';
}

/** What went wrong, clean; what was cancelled, or must not happen, goes on up. */
function reasonOf(error: unknown, signal: AbortSignal): string {
	signal.throwIfAborted();
	if (error instanceof Failure || error instanceof Refusal) {
		return printable(describeError(error));
	}
	throw error;
}

/** What kept a file session from beginning; without SFTP a command does the same. */
function failed({ssh}: Means, key: KeyFile, host: string, error: unknown): InstallReport {
	if (!(error instanceof Failure || error instanceof Refusal)) {
		throw error;
	}
	// A failed login begins with the name of the host, which the report has already.
	const words = error instanceof LeaseFailure ? [error.reason, error.nextStep] : [describeError(error)];
	const reason = printable(words.filter(Boolean).join(' '));
	if (!(error instanceof FileFailure)) {
		return {...nothing, host, outcome: 'failed', reason};
	}
	const publicFile = key.path.endsWith('.pub') ? key.path : `${key.path}.pub`;
	const command = installCommand(publicFile, commandLine([...configArguments(ssh), '--', host]));
	return {...nothing, host, outcome: 'no-sftp', reason, command: printable(command)};
}
