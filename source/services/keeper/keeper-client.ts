import {Refusal} from '../../core/errors.ts';
import {whyRefused} from '../../core/hosts/refused-name.ts';
import {printable} from '../../core/text/printable.ts';
import type {Ssh} from '../ssh/program.ts';
import type {QuietSsh} from '../ssh/quiet-arguments.ts';
import {sshVersion} from '../ssh/version.ts';
import {askKeeper, endKeeper, type KeeperStatus} from './ask-keeper.ts';
import {type Asking, type AskingOptions, openAsking} from './asking.ts';
import {type Desk, openDesk} from './desk.ts';
import {type Lease, openLease} from './lease.ts';
import type {OnPrompt} from './prompt-queue.ts';
import type {SessionOptions} from './session.ts';

export type KeeperOptions = Omit<SessionOptions, 'env'> & {readonly ssh: Ssh};

export type LeaseOptions = {
	/** Ends the waiting; the connection too, where nobody else waits for it. */
	readonly signal?: AbortSignal | undefined;
	/** Answers what ssh asks; without it a question ends the connection, and the lease “needs you”. */
	readonly onPrompt?: OnPrompt | undefined;
	/** Hears what another client is asked for the login that is waited for, and null when it no longer is. */
	readonly onAsked?: ((what: string | null) => void) | undefined;
};

export type KeeperClient = {
	/**
	 * A share in the connection to a host, opened if there is none. Throws a LeaseFailure that says why not, an AbortError
	 * when the signal or the person at a prompt cancelled, a Refusal for a name that ssh refuses.
	 */
	lease(alias: string, options?: LeaseOptions): Promise<Lease>;
	/** Lets a child of the caller's own ask its questions; see Asking. */
	asking(options: AskingOptions): Promise<Asking>;
	/** What the keeper keeps; null when none runs. Starts nothing. */
	status(): Promise<KeeperStatus | null>;
	/** Ends the keeper, if one runs, with every connection of its own. */
	quit(): Promise<void>;
	/** Lets go of everything. */
	close(): void;
};

/** The client of the keeper of shared connections, which is started when it is first needed. */
export function openKeeper(options: KeeperOptions): KeeperClient {
	const {ssh} = options;
	const sessionOptions: SessionOptions = {...options, env: ssh.env};
	const desk: Desk = openDesk(sessionOptions);
	let version: Promise<QuietSsh> | null = null;
	const quietSsh = (): Promise<QuietSsh> => {
		version ??= sshVersion(ssh).then(found => ({...ssh, version: found}));
		version.catch(() => {
			version = null;
		});
		return version;
	};
	return {
		async lease(alias, {signal, onPrompt, onAsked} = {}) {
			const reason = whyRefused(alias);
			if (reason !== null) {
				throw new Refusal(reason, `“${printable(alias)}” cannot be launched.`);
			}
			return openLease({alias, signal, onPrompt, onAsked, desk, ssh: await quietSsh()});
		},
		asking: asked => openAsking(desk, asked),
		status: () => askKeeper(sessionOptions),
		quit: () => endKeeper(sessionOptions),
		close: () => desk.close(),
	};
}
