import {resolve} from 'node:path';
import {LeaseFailure} from '../../core/keeper/lease-failure.ts';
import type {KeeperStatus} from './ask-keeper.ts';
import type {Asking, AskingOptions} from './asking.ts';
import {type KeeperOptions, type LeaseOptions, openKeeper} from './keeper-client.ts';
import type {Lease} from './lease.ts';
import type {OnPrompt} from './prompt-queue.ts';

/** What a connection taught about its host. */
export type ConnectionNews =
	| {readonly type: 'opened' | 'ended'; readonly alias: string}
	/** `reason`: a clean line. */
	| {readonly type: 'failed'; readonly alias: string; readonly reason: string};

/** The logins of this program to hosts: each is opened once and shared, and what ssh asks is asked of the user. */
export type Connections = {
	/**
	 * A share in the login to a host, to be released. Throws a LeaseFailure that says why there is none, an AbortError when
	 * the signal or the user at a question cancelled it, a Refusal for a name that ssh refuses.
	 */
	lease(alias: string, options?: Omit<LeaseOptions, 'onPrompt'>): Promise<Lease>;
	/** Where a login to a host that is had now is shared (for `-S`); null where there is none. */
	socketOf(alias: string): string | null;
	/** Lets a child of the caller's own (ssh, ssh-add, ssh-keygen) ask its questions; see Asking. */
	asking(options: Omit<AskingOptions, 'onPrompt'>): Promise<Asking>;
	/** What the keeper keeps; null when none runs. Starts nothing. */
	status(): Promise<KeeperStatus | null>;
	/** Lets go of everything. */
	close(): void;
};

export type ConnectionsOptions = KeeperOptions & {
	/** Who answers the questions of one connection; undefined: nobody can. */
	readonly answering: () => OnPrompt | undefined;
	readonly onNews?: ((news: ConnectionNews) => void) | undefined;
};

/** See Connections. Nothing is started before it is needed. */
export function openConnections(options: ConnectionsOptions): Connections {
	const {answering, onNews = () => {}, ssh, ...rest} = options;
	const {configFile} = ssh;
	// The keeper works in a directory of its own; `none` is a word of ssh's.
	const isPath = configFile !== null && configFile !== 'none';
	const keeper = openKeeper({...rest, ssh: {...ssh, configFile: isPath ? resolve(configFile) : configFile}});
	const held = new Set<Lease>();
	return {
		async lease(alias, waiting = {}) {
			try {
				const lease = await keeper.lease(alias, {...waiting, onPrompt: answering()});
				held.add(lease);
				onNews({alias, type: 'opened'});
				void lease.ended.then(() => {
					held.delete(lease);
					onNews({alias, type: 'ended'});
				});
				return lease;
			} catch (error) {
				if (error instanceof LeaseFailure) {
					onNews({alias, type: 'failed', reason: error.reason});
				}
				throw error;
			}
		},
		socketOf: alias => [...held].find(lease => lease.alias === alias)?.socket() ?? null,
		asking: asked => keeper.asking({...asked, onPrompt: answering() ?? (async () => null)}),
		status: keeper.status,
		close: keeper.close,
	};
}
