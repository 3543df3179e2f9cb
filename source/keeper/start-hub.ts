import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {lastWords} from '../core/diagnosis/last-words.ts';
import {describeError} from '../core/errors.ts';
import {withoutUses} from '../core/forwards/without-uses.ts';
import {noAnswer} from '../core/keeper/explain-login.ts';
import type {HubRecord} from '../core/keeper/lock-record.ts';
import type {Ending, Mode} from '../core/keeper/protocol.ts';
import {identify} from '../services/keeper/process-identity.ts';
import {capture} from '../services/ssh/capture.ts';
import {configArguments} from '../services/ssh/program.ts';
import {hubArguments, type QuietSsh} from '../services/ssh/quiet-arguments.ts';
import {handshakeLimit, openQuietChild, type QuietChild, type QuietEnd} from '../services/ssh/quiet-child.ts';
import type {Watchdog} from '../services/ssh/quiet-watchdog.ts';
import {holdMaster, masterAt, removeHubFiles} from './master.ts';
import {type Following, openStderrFile, type StderrFile} from './stderr-file.ts';

/** Why a connection ended, or never was: `reason` is a clean line, `stderr` what ssh wrote. */
export type Ended = {readonly ending: Ending; readonly reason: string; readonly stderr: string};

/** A connection that sessions can share. */
export type Connection = {
	readonly mode: Exclude<Mode, 'direct'>;
	readonly socket: string;
	readonly pid: number;
	/** Calls back with all that its ssh writes from now on; what it returns ends that. */
	follow(listener: (text: string) => void): Following;
	/** Never rejects. */
	readonly ended: Promise<Ended>;
	/** Ends a hub of ours; lets go of a master of the user's. */
	end(): void;
};

export type HubPlan = {
	readonly alias: string;
	/** Its environment has what lets the hub ask questions. */
	readonly ssh: QuietSsh;
	/** A private directory for its socket, and a name that is new there: ten characters. */
	readonly directory: string;
	readonly name: string;
	/** The user's own master will not do. */
	readonly needsHub: boolean;
	/** Ends the start. */
	readonly signal: AbortSignal;
	/** Called with the watchdog of the hub, to be paused while a person is asked, and what tells what its ssh wrote since then. */
	watched(watchdog: Watchdog, news: () => string): void;
	/** Called at once with what there is to know of a hub that runs now, and when it has ended. */
	started(record: HubRecord): void;
	stopped(record: HubRecord): void;
};

const askLimit = 5000;
const interval = 25;
/** How long after the login a hub may take to share its connection, in milliseconds. */
const sharingLimit = 5000;

/** The master of the user's own that ssh would use for a host, while it lives. */
async function usersMaster(ssh: QuietSsh, socket: string): Promise<Connection | null> {
	const pid = socket.startsWith('/') && existsSync(socket) ? await masterAt(socket, ssh.env) : null;
	if (pid === null) {
		return null;
	}
	const {gone, release} = holdMaster(socket);
	const ended = gone.then((): Ended => {
		return {ending: 'ended', reason: 'The shared connection of your own ssh ended.', stderr: ''};
	});
	const follow = (): Following => ({flush() {}, stop() {}});
	return {mode: 'users-master', socket, pid, follow, ended, end: release};
}

/**
 * Opens a connection to a host that sessions can share: the user's own master where one lives, else a hub of ours. Null
 * when this host's connection cannot be shared. Rejects with an Ended when there is none to be had.
 */
export async function connectHost(plan: HubPlan): Promise<Connection | null> {
	const {ssh, alias, signal} = plan;
	const asked = await capture(ssh.program, [...configArguments(ssh), '-T', '-G', '--', alias], {
		env: ssh.env,
		deadline: askLimit,
		signal,
	}).catch((error: unknown) => {
		throw {ending: 'failed', reason: describeError(error), stderr: ''} satisfies Ended;
	});
	if (asked.code !== 0) {
		throw endedAs('failed', asked.stderr, 'ssh cannot read its configuration.');
	}
	const option = (name: string): string =>
		new RegExp(`^${name} (.*)$`, 'm').exec(asked.stdout)?.[1]?.trim() ?? '';
	const master = plan.needsHub ? null : await usersMaster(ssh, option('controlpath'));
	return master ?? startHub(plan, option('serveraliveinterval') === '0');
}

async function startHub(plan: HubPlan, keepAlive: boolean): Promise<Connection | null> {
	const {alias, ssh, directory, name, signal} = plan;
	const files = {socket: join(directory, `h-${name}`), stderr: join(directory, `e-${name}`)};
	const stderr = openStderrFile(files.stderr);
	const child = await openQuietChild(ssh, hubArguments(ssh, alias, files.socket, {keepAlive}), {
		pipes: false,
		stderrFile: stderr.descriptor,
		watchdog: handshakeLimit,
		signal,
	}).catch((error: unknown) => {
		stderr.close();
		removeHubFiles(files);
		throw endedAs(signal.aborted ? 'cancelled' : 'failed', '', describeError(error));
	});
	const start = identify(child.pid)?.start ?? 'ended';
	const record = {alias, configFile: ssh.configFile, pid: child.pid, start, ...files};
	plan.started(record);
	plan.watched(child.watchdog!, stderr.news);
	let isShared: boolean | null = null;
	const ended = child.ended.then((end): Ended => {
		stderr.read();
		stderr.close();
		removeHubFiles(files);
		plan.stopped(record);
		return endOf(end, isShared ? withoutUses(stderr.text()) : stderr.text());
	});
	isShared = await whenShared(child, files.socket, stderr, ssh.env);
	if (isShared === null) {
		throw await ended;
	}
	if (!isShared) {
		child.end();
		await ended;
		return null;
	}
	const end = (): void => child.end();
	return {mode: 'hub', socket: files.socket, pid: child.pid, follow: stderr.follow, ended, end};
}

/** Waits until a hub shares its connection: true; false when it has one but does not share it; null when it ended. */
async function whenShared(
	child: QuietChild,
	socket: string,
	stderr: StderrFile,
	env: NodeJS.ProcessEnv,
): Promise<boolean | null> {
	let hasEnded = false;
	void child.ended.then(() => {
		hasEnded = true;
	});
	let loggedIn: number | null = null;
	while (!hasEnded) {
		if (stderr.read()) {
			child.watchdog!.progress();
			if (/^Authenticated to .* using "[^"]*"\.\r?$/m.test(stderr.text())) {
				loggedIn ??= performance.now();
			}
		}
		if (existsSync(socket) && (await masterAt(socket, env)) === child.pid) {
			child.watchdog!.stop();
			return true;
		}
		if (loggedIn !== null && performance.now() - loggedIn > sharingLimit) {
			return false;
		}
		await new Promise(resolve => setTimeout(resolve, interval));
	}
	return null;
}

function endOf({code, signal, stopped}: QuietEnd, stderr: string): Ended {
	if (stopped === 'aborted') {
		return endedAs('cancelled', stderr, 'It was ended.');
	}
	if (stopped === 'no answer') {
		return {ending: 'failed', reason: noAnswer(handshakeLimit), stderr};
	}
	return endedAs(
		'failed',
		stderr,
		signal === null ? `ssh ended with ${code}.` : `ssh was ended by ${signal}.`,
	);
}

function endedAs(ending: Ending, stderr: string, otherwise: string): Ended {
	return {ending, reason: lastWords(stderr) ?? otherwise, stderr};
}
