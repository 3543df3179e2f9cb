import {existsSync} from 'node:fs';
import type {HubStatus} from '../core/keeper/protocol.ts';
import {printable} from '../core/text/printable.ts';
import type {Broker} from './broker.ts';
import type {Lessee, Owner} from './client.ts';
import {openStart, type Start} from './start.ts';
import type {Connection, Ended} from './start-hub.ts';

/** What a share needs of its keeper. */
export type ShareContext = {
	readonly broker: Broker;
	/** How long a connection that nobody uses stays open, in milliseconds. */
	readonly linger: number;
	/** Opens a connection for a lessee; see connectHost. */
	connect(share: Share, start: Start): Promise<Connection | null>;
	/** Something began or ended. */
	changed(): void;
};

/** What is shared of one host: its connection, and those who use it. */
export type Share = {
	readonly alias: string;
	readonly configFile: string | null;
	/** Its connection is a hub of ours, whatever the user's own ssh shares. */
	readonly isApart: boolean;
	/** The connection that is open. */
	connection(): Connection | null;
	lease(lessee: Lessee): void;
	release(lessee: Owner): void;
	/** The server allows no session on a shared connection. */
	unshare(): void;
	/** Takes over a hub that an earlier keeper started. */
	adopt(connection: Connection): void;
	/** Ends the connection; resolves when it has ended. */
	end(): Promise<void>;
	/** Whether there is anything to keep. */
	isAlive(): boolean;
	isStarting(): boolean;
	/** See Start. */
	asking(): string | null;
	/** Something is asked, or no longer: those who wait for another one's answer hear of it. */
	asked(): void;
	status(): HubStatus;
};

const gone: Ended = {ending: 'ended', reason: 'The shared connection is gone.', stderr: ''};

/** What those hear who need a hub where there can be none. */
export function whyUnshared(alias: string): string {
	return `The connection to ${printable(alias)} cannot be shared, so it can carry no forward.`;
}

/** Whether a connection is not what a lessee insists on. */
function isOther({resume, needsHub}: Lessee, {socket, mode}: Connection): boolean {
	return (resume !== null && resume !== socket) || (needsHub && mode !== 'hub');
}

/** One host's connection: opened for the first who needs it, kept while somebody does, and a little longer. */
export function openShare(
	{alias, configFile, isApart}: Pick<Share, 'alias' | 'configFile' | 'isApart'>,
	context: ShareContext,
): Share {
	const lessees = new Set<Lessee>();
	let connection: Connection | null = null;
	let start: Start | null = null;
	let isUnshareable = false;
	let trouble: Ended | null = null;
	let linger: NodeJS.Timeout | undefined;

	function tell(lessee: Lessee): void {
		const {mode, socket} = connection ?? {mode: 'direct' as const, socket: null};
		lessee.client.send({type: 'leased', id: lessee.id, mode, socket});
	}

	/** Says what another one is asked for the login that is waited for. */
	function tellAsked(lessee: Lessee): void {
		const isOwn = start?.answerer()?.client === lessee.client;
		const what = isOwn ? null : (start?.asking()?.slice(0, 2000) ?? null);
		lessee.client.send({type: 'asked-elsewhere', id: lessee.id, what});
	}

	/** The connection cannot be shared: each session is a login of its own, and who needs a hub has none. */
	function tellUnshared(lessee: Lessee): void {
		if (lessee.needsHub) {
			turnAway(lessee, {ending: 'failed', reason: whyUnshared(alias), stderr: ''});
		} else {
			tell(lessee);
		}
	}

	function turnAway(lessee: Lessee, {ending, reason, stderr}: Ended): void {
		lessees.delete(lessee);
		lessee.client.send({type: 'ended', id: lessee.id, ending, reason: reason.slice(0, 2000), stderr});
	}

	function use(opened: Connection): void {
		connection = opened;
		trouble = null;
		void opened.ended.then(ended => {
			if (connection === opened) {
				connection = null;
				clearTimeout(linger);
				for (const lessee of lessees) {
					turnAway(lessee, {...ended, ending: 'ended'});
				}
			}
			context.changed();
		});
		for (const lessee of lessees) {
			if (isOther(lessee, opened)) {
				turnAway(lessee, gone);
			} else {
				tell(lessee);
			}
		}
		waitForUse();
	}

	/** The directory of the socket was removed: nobody can reach the hub any more. */
	function loseSocket(lost: Connection): void {
		connection = null;
		lost.end();
		for (const lessee of lessees) {
			turnAway(lessee, {ending: 'ended', reason: 'The socket of the connection was removed.', stderr: ''});
		}
	}

	function waitForUse(): void {
		clearTimeout(linger);
		if (lessees.size === 0 && connection !== null) {
			linger = setTimeout(() => connection?.end(), context.linger);
		}
	}

	function begin(starter: Lessee): void {
		const mine = openStart(alias, starter, {broker: context.broker, waiting: () => lessees});
		start = mine;
		context
			.connect(share, mine)
			.then(
				opened => {
					start = null;
					isUnshareable = opened === null;
					if (opened === null) {
						lessees.forEach(tellUnshared);
					} else {
						use(opened);
					}
				},
				(ended: Ended) => {
					start = null;
					if (starter.resume !== null) {
						turnAway(starter, gone);
					}
					const [next] = lessees;
					if (next !== undefined && !lessees.has(starter)) {
						begin(next);
						return;
					}
					const explained = mine.explain(ended);
					trouble = mine.isLeft() ? null : explained;
					for (const lessee of lessees) {
						turnAway(lessee, explained);
					}
				},
			)
			.finally(() => {
				mine.over();
				context.changed();
			});
	}

	const share: Share = {
		alias,
		configFile,
		isApart,
		connection: () => connection,
		lease(lessee) {
			clearTimeout(linger);
			if (connection !== null && !existsSync(connection.socket)) {
				loseSocket(connection);
			}
			lessees.add(lessee);
			if (connection !== null && isOther(lessee, connection)) {
				turnAway(lessee, gone);
				waitForUse();
			} else if (connection !== null) {
				tell(lessee);
			} else if (isUnshareable && lessee.resume === null) {
				tellUnshared(lessee);
			} else if (start === null) {
				begin(lessee);
			} else if (start.asking() !== null) {
				tellAsked(lessee);
			}
		},
		release(owner) {
			const lessee = [...lessees].find(({client, id}) => client === owner.client && id === owner.id);
			if (lessee !== undefined) {
				lessees.delete(lessee);
				start?.leave(lessee);
				waitForUse();
				context.changed();
			}
		},
		unshare() {
			// Others may have all the sessions that the server allows: theirs go on.
			if (lessees.size === 1) {
				isUnshareable = true;
				const useless = connection;
				connection = null;
				useless?.end();
			}
		},
		adopt: use,
		async end() {
			start?.leave();
			connection?.end();
			await connection?.ended;
		},
		isAlive: () => lessees.size > 0 || connection !== null || start !== null,
		isStarting: () => start !== null,
		asking: () => start?.asking() ?? null,
		asked() {
			if (start !== null) {
				lessees.forEach(tellAsked);
			}
		},
		status() {
			const failed = trouble?.ending === 'needs you' ? 'needs you' : 'failed';
			const isUp = connection !== null || isUnshareable;
			return {
				alias,
				configFile,
				state: isUp ? 'up' : start === null ? failed : 'starting',
				mode: connection?.mode ?? (isUnshareable ? 'direct' : null),
				socket: connection?.socket ?? null,
				pid: connection?.pid ?? null,
				leases: lessees.size,
				reason: isUp ? null : (trouble?.reason.slice(0, 2000) ?? null),
			};
		},
	};
	return share;
}
