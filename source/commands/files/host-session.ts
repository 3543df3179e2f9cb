import {Failure, isAbort, Refusal} from '../../core/errors.ts';
import {isFileFailure, isSessionEnd} from '../../core/files/file-failure.ts';
import {isHopeless} from '../../core/forwards/judge-login.ts';
import {LeaseFailure} from '../../core/keeper/lease-failure.ts';
import type {FileSystem} from '../../services/files/file-system.ts';
import type {Tone} from '../../state/app-state.ts';
import type {FilesEvent} from '../../state/files/files-events.ts';
import type {Store} from '../../state/store.ts';
import {latest} from '../background/latest.ts';
import type {Services} from '../services.ts';
import {troubleOf} from './read-directory.ts';

type Options = {
	readonly store: Store;
	readonly services: Services;
	readonly send: (event: FilesEvent) => void;
	readonly report: (error: unknown) => void;
	readonly say: (tone: Tone, text: string) => void;
	/** Hears why there is no login, beside what the column shows. */
	readonly loginFailed: (error: LeaseFailure) => void;
	/** The number of a new run: what comes late of older ones changes nothing. */
	readonly nextRun: () => number;
	/** Shows what is there at the beginning of a session; it may end meanwhile. */
	readonly onBegun: (system: FileSystem, host: string, signal: AbortSignal) => Promise<void>;
	/** A session has ended by itself. */
	readonly onLost: () => void;
};

/** The session on the host of the right column: the login, and the tries to have it back when it is lost. */
export type HostSession = {
	/** Null while there is none. */
	system(): FileSystem | null;
	/** Logs in, as the user asked; nothing where a login to that host is under way. */
	logIn(host: string): void;
	cancelLogin(): void;
	/** It was of use: when it is lost, it is soon tried for again. */
	proved(): void;
	/** Lets go of the session. */
	drop(): void;
	stop(): void;
};

/** Pauses between tries to have a lost session back, in milliseconds; the last again and again. */
const delays = [300, 3000, 10_000, 30_000, 60_000];

export function openHostSession(options: Options): HostSession {
	const {store, services, send, loginFailed, nextRun} = options;
	const login = latest(options.report);
	let current: FileSystem | null = null;
	let loggingInTo: string | null = null;
	let tries = 0;
	let told: string | null = null;
	let timer: NodeJS.Timeout | undefined;

	async function connect(
		host: string,
		signal: AbortSignal,
		onAsked?: (what: string | null) => void,
	): Promise<void> {
		const system = await services.files.open(host, signal, onAsked);
		if (signal.aborted) {
			system.close();
			return;
		}
		drop();
		current = system;
		void system.ended.then(({reason, code}) => {
			if (current === system) {
				drop();
				options.onLost();
				lost(host, `The session on ${host} ended: ${reason}`, code !== 'protocol');
			}
		});
		try {
			await options.onBegun(system, host, signal);
		} catch (error) {
			// Its end is told where it is heard of.
			if (!isSessionEnd(error)) {
				throw error;
			}
		}
	}

	/** Says why there is no session any more; `mayHeal`: another one could fare better. */
	function lost(host: string, reason: string, mayHeal: boolean): void {
		clearTimeout(timer);
		if (store.state().files.columns.right.host !== host) {
			return;
		}
		const nextStep = mayHeal
			? 'It is tried again; R tries now.'
			: 'It is not tried again by itself: R tries again.';
		send({type: 'session-lost', side: 'right', reason, nextStep});
		// A column may be too narrow for it.
		if (reason !== told) {
			options.say('bad', `${reason} ${nextStep}`);
			told = reason;
		}
		if (mayHeal) {
			timer = setTimeout(() => tryAgain(host), delays[Math.min(tries++, delays.length - 1)]);
			timer.unref();
		}
	}

	function tryAgain(host: string): void {
		const {screen, files} = store.state();
		const {host: shown, status} = files.columns.right;
		if (screen !== 'files' || shown !== host || status.kind !== 'lost') {
			return;
		}
		login.run(async signal => {
			try {
				await connect(host, signal);
			} catch (error) {
				if (signal.aborted) {
					return;
				}
				// Who cancels a question wants no more of them.
				const {reason} = isAbort(error) ? {reason: 'cancelled.'} : troubleOf(error);
				lost(host, `No session on ${host}: ${reason}`, mayHeal(error));
				throwUnexpected(error);
			}
		});
	}

	function drop(): void {
		const before = current;
		current = null;
		before?.close();
	}

	return {
		system: () => current,
		logIn(host) {
			if (loggingInTo === host) {
				return;
			}
			clearTimeout(timer);
			const run = nextRun();
			send({type: 'connecting', side: 'right', run, asked: null});
			loggingInTo = host;
			login.run(async signal => {
				const onAsked = (asked: string | null): void => {
					if (!signal.aborted) {
						send({type: 'connecting', side: 'right', run, asked});
					}
				};
				try {
					await connect(host, signal, onAsked);
				} catch (error) {
					if (signal.aborted) {
						return;
					}
					const trouble = isAbort(error) ? cancelled : loginTrouble(error);
					send({type: 'reading-failed', side: 'right', run, ...trouble});
					if (error instanceof LeaseFailure) {
						loginFailed(error);
					}
					throwUnexpected(error);
				} finally {
					if (!signal.aborted) {
						loggingInTo = null;
					}
				}
			});
		},
		cancelLogin() {
			login.cancel();
			loggingInTo = null;
		},
		proved() {
			tries = 0;
			if (told !== null) {
				told = null;
				options.say('good', `The session on ${current?.host} is back.`);
			}
		},
		drop,
		stop() {
			clearTimeout(timer);
			login.cancel();
			drop();
		},
	};
}

function throwUnexpected(error: unknown): void {
	if (!isAbort(error) && !(error instanceof Failure) && !(error instanceof Refusal)) {
		throw error;
	}
}

/** Whether a failed try may go well later; what ssh refuses for good would only be refused again. */
function mayHeal(error: unknown): boolean {
	if (error instanceof LeaseFailure) {
		return !error.needsYou && !isHopeless(error.stderr);
	}
	return error instanceof Failure && !isFileFailure(error, 'protocol');
}

/** Why there is no login, and what to do about it. */
function loginTrouble(error: unknown): {reason: string; nextStep: string} {
	const {reason, nextStep} = troubleOf(error);
	return {reason, nextStep: [nextStep, 'R tries again, Esc goes back.'].filter(Boolean).join(' ')};
}

/** What a column says of a login that the user ended. */
export const cancelled = {reason: 'Not connected: cancelled.', nextStep: 'R connects, Esc goes back.'};
