import type {Socket} from 'node:net';
import {type ForwardRequest, isForwardRequest} from '../core/keeper/forward-messages.ts';
import type {Identity} from '../core/keeper/lock-record.ts';
import {
	type ClientMessage,
	type KeeperMessage,
	parseClientMessage,
	protocolVersion,
} from '../core/keeper/protocol.ts';
import {onLines, sendLine} from '../services/keeper/message-line.ts';
import {identify} from '../services/keeper/process-identity.ts';
import type {Broker} from './broker.ts';
import type {Client, Owner} from './client.ts';
import type {Forwards} from './forwards/forwards.ts';
import type {Hubs} from './hubs.ts';
import {endGroup} from './master.ts';
import type {Place} from './place.ts';
import type {Share} from './share.ts';

export type Desk = {
	readonly program: string;
	readonly broker: Broker;
	readonly hubs: Hubs;
	readonly forwards: Forwards;
	place(): Place;
	/** Something began or ended. */
	changed(): void;
	/** Lets go of everything for a newer keeper; false when this is no moment for it. */
	replace(): boolean;
	quit(): Promise<void>;
	/** Grants in use, of all clients. */
	readonly grants: Set<Grant>;
};

type Handlers = {
	readonly [T in Exclude<ClientMessage['type'], 'ask' | 'hello' | ForwardRequest['type']>]: (
		client: Client,
		message: Extract<ClientMessage, {type: T}>,
	) => void;
};

/** A child of a client's own that may ask. */
type Grant = {readonly id: number; child: Identity | null; revoke(): void};

/** Serves one connection: of the askpass helper, which asks one thing, or of a client, until it ends. */
export function serveClient(socket: Socket, desk: Desk): void {
	let client: Client | null = null;
	let stopAsking: (() => void) | null = null;
	const shares = new Map<number, Share>();
	const grants = new Map<number, Grant>();

	function error(message: string, id: number | null = null): void {
		const answer: KeeperMessage = {type: 'error', id, message};
		sendLine(socket, answer);
	}

	const handlers: Handlers = {
		lease(me, {id, alias, configFile, isInteractive, resume}) {
			if (isFree(id)) {
				const share = desk.hubs.of(alias, configFile);
				shares.set(id, share);
				const owner = {client: me, id};
				const answerer = (): Owner | null => (isInteractive ? owner : null);
				share.lease({...owner, answerer, resume, needsHub: false});
				desk.changed();
			}
		},
		unshare: (_, {id}) => shares.get(id)?.unshare(),
		grant(me, {id, alias}) {
			if (isFree(id)) {
				grant(me, id, alias);
			}
		},
		child(_, {id, pid}) {
			const found = grants.get(id);
			if (found !== undefined) {
				found.child = identify(pid);
			}
		},
		release: (me, {id}) => release(me, id),
		answer: (me, {prompt, text}) => desk.broker.answer(me, prompt, text),
		cancel: (me, {prompt}) => desk.broker.cancel(me, prompt),
		status(me, {id}) {
			const prompts = desk.broker.openPrompts();
			me.send({type: 'status-given', id, hubs: desk.hubs.status(), prompts});
		},
		replace(_, {id}) {
			if (!desk.replace()) {
				error('Somebody logs in at this moment.', id);
			}
		},
		quit: () => void desk.quit(),
	};

	function isFree(id: number): boolean {
		const isUsed = shares.has(id) || grants.has(id);
		if (isUsed) {
			error('This id is in use.', id);
		}
		return !isUsed;
	}

	function serve(message: ClientMessage): void {
		if (message.type === 'ask') {
			stopAsking?.();
			stopAsking = desk.broker.ask(message, text => {
				const answer = text === null ? {type: 'refused'} : {type: 'answer', text};
				socket.end(`${JSON.stringify(answer)}\n`);
			});
		} else if (message.type === 'hello') {
			client = {environment: message.environment, send: answer => sendLine(socket, answer)};
			client.send({type: 'welcome', protocol: protocolVersion, program: desk.program, pid: process.pid});
			desk.forwards.seen(client);
		} else if (client === null) {
			error('Say hello first.');
		} else if (isForwardRequest(message)) {
			desk.forwards.ask(client, message);
		} else {
			// The table has each type with a handler of its own.
			(handlers[message.type] as (me: Client, message: ClientMessage) => void)(client, message);
		}
	}

	function grant(me: Client, id: number, alias: string): void {
		const owner = {client: me, id};
		const {token, revoke} = desk.broker.grant({
			alias,
			owner: () => owner,
			// The child is the client's own: it stops its clock, and ends it, by itself.
			pause: () => () => {},
			news: () => '',
			cancel() {},
			miss() {},
		});
		const made: Grant = {id, child: null, revoke};
		grants.set(id, made);
		desk.grants.add(made);
		desk.changed();
		me.send({type: 'granted', id, token, askpass: desk.place().askpass});
	}

	function release(me: Client, id: number): void {
		shares.get(id)?.release({client: me, id});
		shares.delete(id);
		const found = grants.get(id);
		if (found !== undefined) {
			found.revoke();
			grants.delete(id);
			desk.grants.delete(found);
		}
		desk.changed();
	}

	onLines(socket, line => {
		const message = parseClientMessage(line);
		if (message === null) {
			error('This message makes no sense here.');
		} else {
			serve(message);
		}
	});
	socket.on('error', () => {});
	socket.on('close', () => {
		stopAsking?.();
		if (client !== null) {
			desk.broker.forget(client);
			desk.forwards.forget(client);
			for (const id of shares.keys()) {
				release(client, id);
			}
			for (const {id, child} of grants.values()) {
				release(client, id);
				if (child !== null) {
					void endGroup(child);
				}
			}
		}
	});
}
