import {describeError} from '../../core/errors.ts';
import {LeaseFailure} from '../../core/keeper/lease-failure.ts';
import type {Ending, Mode} from '../../core/keeper/protocol.ts';
import type {QuietSsh} from '../ssh/quiet-arguments.ts';
import {type Channel, type ChannelOptions, openChannel} from './channel.ts';
import type {Desk} from './desk.ts';
import type {OnPrompt} from './prompt-queue.ts';

/** How a lease ended; `reason` is a clean line, `stderr` what the connection's ssh wrote. */
type LeaseEnd = {readonly isReleased: boolean; readonly reason: string; readonly stderr: string};

/** A share in the connection to a host. */
export type Lease = {
	readonly alias: string;
	/**
	 * `hub`: a connection of ours; `users-master`: one that the user's own ssh shares; `direct`: this host's connection
	 * cannot be shared, each channel is a login of its own. A hub may turn out to be `direct` at its first channel.
	 */
	mode(): Mode;
	/** Where the connection is shared; null for `direct`. */
	socket(): string | null;
	/** Resolves when the connection ends, or the lease is released. */
	readonly ended: Promise<LeaseEnd>;
	release(): void;
	/**
	 * Opens a subsystem. Throws ChannelRefused when the server allows no more sessions on this connection, a LeaseFailure
	 * that says why else not. It never logs in anew behind a connection that is shared.
	 */
	openChannel(subsystem: 'sftp', options?: ChannelOptions): Promise<Channel>;
};

export type LeasePlan = {
	readonly alias: string;
	readonly signal: AbortSignal | undefined;
	readonly onPrompt: OnPrompt | undefined;
	readonly onAsked?: ((what: string | null) => void) | undefined;
	readonly desk: Desk;
	readonly ssh: QuietSsh;
};

type Held = {readonly mode: Mode; readonly socket: string | null};

/** Asks the keeper for a lease and waits for it. */
export function openLease(plan: LeasePlan): Promise<Lease> {
	const {alias, signal, onPrompt, onAsked, desk, ssh} = plan;
	let held: Held | null = null;
	let end: (ended: LeaseEnd) => void = () => {};
	const ended = new Promise<LeaseEnd>(resolve => {
		end = resolve;
	});
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted();
		const abort = (): void => {
			desk.end(id);
			reject(signal?.reason);
		};
		const settle = (finish: () => void): void => {
			signal?.removeEventListener('abort', abort);
			finish();
		};
		const finish = (ending: Ending, reason: string, stderr: string): void => {
			desk.end(id);
			if (held !== null) {
				end({isReleased: false, reason, stderr});
			} else if (ending === 'cancelled') {
				settle(() => reject(new DOMException(reason, 'AbortError')));
			} else {
				settle(() => reject(new LeaseFailure(alias, {ending, reason, stderr})));
			}
		};
		const lease: Lease = {
			alias,
			mode: () => held!.mode,
			socket: () => held!.socket,
			ended,
			release() {
				desk.end(id);
				end({isReleased: true, reason: 'It was released.', stderr: ''});
			},
			openChannel: (subsystem, options) =>
				openChannel(
					{
						alias,
						ssh,
						desk,
						onPrompt,
						socket: () => held!.socket,
						unshare() {
							held = {mode: 'direct', socket: null};
							desk.send({type: 'unshare', id});
						},
					},
					subsystem,
					options,
				),
		};
		const id = desk.open({
			alias,
			onPrompt,
			request: own =>
				held?.mode === 'direct'
					? null
					: {
							type: 'lease',
							id: own,
							alias,
							configFile: ssh.configFile,
							isInteractive: onPrompt !== undefined,
							resume: held?.socket ?? null,
						},
			hear(message) {
				if (message.type === 'leased') {
					held = {mode: message.mode, socket: message.socket};
					settle(() => resolve(lease));
				} else if (message.type === 'ended') {
					finish(message.ending, message.reason, message.stderr);
				} else if (message.type === 'asked-elsewhere') {
					onAsked?.(message.what);
				} else if (message.type === 'error') {
					finish('failed', message.message, '');
				}
			},
			cancelled() {},
			interrupted: () => onAsked?.(null),
			lost(error) {
				if (held === null) {
					settle(() => reject(error));
				} else {
					finish('failed', describeError(error), '');
				}
			},
		});
		signal?.addEventListener('abort', abort, {once: true});
	});
}
