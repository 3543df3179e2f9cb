import type {Readable, Writable} from 'node:stream';
import {lastWords} from '../../core/diagnosis/last-words.ts';
import {quietEnvironment} from '../../core/keeper/environment.ts';
import {noAnswer} from '../../core/keeper/explain-login.ts';
import {LeaseFailure} from '../../core/keeper/lease-failure.ts';
import {type QuietSsh, subsystemArguments} from '../ssh/quiet-arguments.ts';
import {handshakeLimit, openQuietChild, type QuietChild, type QuietEnd} from '../ssh/quiet-child.ts';
import {openAsking} from './asking.ts';
import {carriesChannels, countChannel} from './channel-count.ts';
import type {Desk} from './desk.ts';
import type {OnPrompt} from './prompt-queue.ts';

/** A subsystem of a host on two pipes. */
export type Channel = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	/** What its ssh wrote to stderr so far, as written. */
	stderr(): string;
	/** Never rejects. */
	readonly ended: Promise<QuietEnd>;
	/** Ends it, if it has not. */
	close(): void;
};

export type ChannelOptions = {
	/** Ends the opening, and the channel. */
	readonly signal?: AbortSignal | undefined;
	/** For much data: a piece of stdout is good only until the next one. */
	readonly isBulk?: boolean | undefined;
};

/** The server allows no more sessions on a connection that has some: use fewer. */
export class ChannelRefused extends LeaseFailure {
	override name = 'ChannelRefused';
}

export type ChannelContext = {
	readonly alias: string;
	readonly ssh: QuietSsh;
	readonly desk: Desk;
	readonly onPrompt: OnPrompt | undefined;
	socket(): string | null;
	/** The connection turned out to be of no use to sessions. */
	unshare(): void;
};

const opened = /^debug1: mux_client_request_session: master session id: \d+\r?$/m;
const refused = /^mux_client_request_session: session request failed: Session open refused by peer\r?$/m;
const loggedIn = /^Authenticated to .* using "[^"]*"\.\r?$/m;

/** See Lease. */
export async function openChannel(
	context: ChannelContext,
	subsystem: 'sftp',
	options: ChannelOptions = {},
): Promise<Channel> {
	const {alias, ssh} = context;
	const socket = context.socket();
	if (socket === null) {
		return openDirectly(context, subsystem, options);
	}
	const child = await openQuietChild(ssh, subsystemArguments(ssh, alias, subsystem, {hubSocket: socket}), {
		env: quietEnvironment(ssh.env),
		signal: options.signal,
		pipes: options.isBulk === true ? 'socket' : true,
		watchdog: handshakeLimit,
	});
	const opening = whenSaid(child, opened);
	const isOpened = opening.then(end => end === null);
	countChannel(socket, isOpened, child.ended);
	const end = await opening;
	if (end === null) {
		return channelOf(child);
	}
	options.signal?.throwIfAborted();
	if (!refused.test(end.stderr)) {
		const reason = 'The shared connection took no more sessions.';
		throw new LeaseFailure(alias, {ending: 'ended', reason, stderr: end.stderr});
	}
	if (await carriesChannels(socket)) {
		const reason = 'The server allows no more sessions on this connection.';
		throw new ChannelRefused(alias, {ending: 'ended', reason, stderr: end.stderr});
	}
	context.unshare();
	return openDirectly(context, subsystem, options);
}

async function openDirectly(
	{alias, ssh, desk, onPrompt}: ChannelContext,
	subsystem: 'sftp',
	{signal, isBulk}: ChannelOptions,
): Promise<Channel> {
	let child: QuietChild | null = null;
	let isCancelled = false;
	const asking = await openAsking(desk, {
		alias,
		onPrompt: onPrompt ?? (async () => null),
		pause: () => child?.watchdog?.pause() ?? (() => {}),
		news: () => child?.news() ?? '',
		onCancel() {
			isCancelled = true;
			child?.end();
		},
		onLost: () => child?.end(),
	});
	try {
		child = await openQuietChild(ssh, subsystemArguments(ssh, alias, subsystem), {
			env: {...quietEnvironment(ssh.env), ...asking.env},
			signal,
			pipes: isBulk === true ? 'socket' : true,
			watchdog: handshakeLimit,
		});
		asking.child(child.pid);
	} catch (error) {
		asking.release();
		throw error;
	}
	const end = await whenSaid(child, loggedIn);
	// After the login nothing is asked, and a session ends with its pipes.
	asking.release();
	if (end === null) {
		return channelOf(child);
	}
	signal?.throwIfAborted();
	if (isCancelled && onPrompt !== undefined) {
		throw new DOMException('The login was cancelled.', 'AbortError');
	}
	if (isCancelled) {
		const reason = 'ssh asked something, and nobody was there to answer.';
		throw new LeaseFailure(alias, {ending: 'needs you', reason, stderr: end.stderr});
	}
	throw failure(alias, end);
}

/** Resolves with null when the child has said it, with how it ended when it ended before. */
function whenSaid(child: QuietChild, sign: RegExp): Promise<QuietEnd | null> {
	return new Promise(resolve => {
		const look = (text: string): void => {
			if (sign.test(text)) {
				child.watchdog?.stop();
				resolve(null);
			}
		};
		look(child.stderr());
		child.onStderr(look);
		void child.ended.then(resolve);
	});
}

function failure(alias: string, {stderr, stopped, code}: QuietEnd): LeaseFailure {
	const reason =
		stopped === 'no answer' ? noAnswer(handshakeLimit) : (lastWords(stderr) ?? `ssh ended with ${code}.`);
	return new LeaseFailure(alias, {ending: stopped === 'aborted' ? 'ended' : 'failed', reason, stderr});
}

function channelOf(child: QuietChild): Channel {
	return {
		stdin: child.stdin!,
		stdout: child.stdout!,
		stderr: child.stderr,
		ended: child.ended,
		close: child.end,
	};
}
