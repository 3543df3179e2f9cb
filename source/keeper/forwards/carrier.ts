import {existsSync} from 'node:fs';
import type {Endpoint, Forward} from '../../core/forwards/forward.ts';
import {judgeListen, type Refused} from '../../core/forwards/judge-listen.ts';
import {judgeLogin} from '../../core/forwards/judge-login.ts';
import type {Setback} from '../../core/forwards/life.ts';
import type {Environment} from '../../core/keeper/environment.ts';
import type {KeeperMessage} from '../../core/keeper/protocol.ts';
import {printable} from '../../core/text/printable.ts';
import {isListening} from '../../services/forwards/listeners.ts';
import {isStopped} from '../../services/keeper/process-identity.ts';
import type {Lessee, Owner} from '../client.ts';
import {type Share, whyUnshared} from '../share.ts';
import type {Connection} from '../start-hub.ts';
import {controlForward} from './control-forward.ts';
import {openHubVoice} from './hub-voice.ts';
import {removeLeftOver} from './left-over.ts';
import type {Load} from './load.ts';
import {reach} from './reach.ts';

export type CarrierContext = {
	share(): Share;
	environment(): Environment;
	answerer(): Owner | null;
	/** The connection is being opened: whoever waits for it may join now. */
	trying(): void;
	/** What is in the way of a listener on this machine, as a sentence; null when nothing is known. */
	describeHolder(endpoint: Endpoint): Promise<string | null>;
	log(line: string): void;
};

/** Carries the forwards of one host on its hub: opened for the first, let go of after the last. */
export type Carrier = {
	/** Opens the forward as soon as there is a hub; the load hears how it goes. */
	join(load: Load): void;
	/** Closes the forward; resolves when its listener is gone. */
	leave(load: Load): Promise<void>;
	/** Takes in what ssh has said until now. */
	hear(): void;
	/** The last lines that ssh wrote. */
	stderr(): string;
	/** What a person is asked for its login now, in words that follow “ssh asks for”; null where nobody is. */
	asking(): string | null;
	/** The hub that carries now. */
	pid(): number | null;
	/**
	 * Asks the far side for a connection: null when there was one, else why not, in ssh's words. Throws a Failure when there is no
	 * answer.
	 */
	reach(host: string, port: number): Promise<string | null>;
	/** Looks whether the ssh that carries was stopped: then it is replaced. */
	look(): void;
	/** The network may be another one: a link that is dead is replaced at once. */
	check(): Promise<void>;
};

let lastId = 0;

export function openCarrier(alias: string, context: CarrierContext): Carrier {
	const loads = new Set<Load>();
	/** Where those that listen do, with the port that was chosen. */
	const open = new Map<Load, Endpoint>();
	const voice = openHubVoice(open);
	let lessee: Lessee | null = null;
	let share: Share | null = null;
	let connection: Connection | null = null;
	/** Why we ended the connection. */
	let sickness: string | null = null;
	let queue: Promise<void> = Promise.resolve();

	function enqueue(task: () => Promise<void>): Promise<void> {
		queue = queue.then(task).catch((error: unknown) => context.log(`${alias}: ${String(error)}`));
		return queue;
	}

	function ask(): void {
		const id = ++lastId;
		const environment = context.environment();
		const mine: Lessee = {
			client: {environment, send: message => lessee === mine && hear(message)},
			id,
			answerer: context.answerer,
			resume: null,
			needsHub: true,
		};
		lessee = mine;
		share = context.share();
		share.lease(mine);
		context.trying();
	}

	function hear(message: KeeperMessage): void {
		const opened = message.type === 'leased' ? (share?.connection() ?? null) : null;
		if (opened !== null) {
			use(opened);
		} else if (message.type === 'ended') {
			lost(message);
		}
	}

	function use(opened: Connection): void {
		connection = opened;
		sickness = null;
		voice.follow(opened);
		for (const load of loads) {
			void enqueue(() => add(load));
		}
	}

	function drop(): void {
		voice.stop();
		connection = null;
		lessee = null;
		open.clear();
	}

	function lost(ended: Extract<KeeperMessage, {type: 'ended'}>): void {
		const wasOpen = connection !== null;
		drop();
		if (!wasOpen) {
			voice.leave(ended.stderr);
			if (loads.size > 0 && context.share() !== share) {
				// What there was is the user's own connection, or is none to share.
				ask();
				return;
			}
		}
		const setback: Setback =
			sickness !== null
				? {kind: 'retry', reason: sickness}
				: ended.reason === whyUnshared(alias)
					? {kind: 'final', reason: ended.reason}
					: judgeLogin(alias, ended);
		const all = [...loads];
		loads.clear();
		for (const load of all) {
			load.setBack(setback);
		}
	}

	/** Ends a hub that does not do what it should. */
	function give(up: string): void {
		sickness = up;
		connection?.end();
	}

	function release(): void {
		if (loads.size === 0 && lessee !== null) {
			const leaving = lessee;
			drop();
			share?.release(leaving);
		}
	}

	function refuse(load: Load, setback: Setback): void {
		loads.delete(load);
		load.setBack(setback);
		release();
	}

	/** Has the hub open a forward: what it answered, and why it did not; null when it does not answer. */
	async function request(
		hub: Connection,
		forward: Forward,
	): Promise<{readonly stdout: string; readonly refused: Refused | null} | null> {
		voice.mark();
		const said = await controlForward(hub.socket, 'forward', forward);
		const hubSaid = voice.since();
		if (said === null) {
			return null;
		}
		const {stdout, stderr: client, code} = said;
		return {stdout, refused: judgeListen(alias, forward, {client, hub: hubSaid, code})};
	}

	async function add(load: Load): Promise<void> {
		const hub = connection;
		if (hub === null || !loads.has(load) || open.has(load)) {
			return;
		}
		const {forward} = load;
		const isHere = forward.kind !== 'remote';
		const {listen} = forward;
		if (isHere && load.wasUp()) {
			await removeLeftOver(forward, hub.socket);
		}
		let said = await request(hub, forward);
		if (!isHere && said?.refused && load.wasUp() && (await removeLeftOver(forward, hub.socket))) {
			said = await request(hub, forward);
		}
		if (connection !== hub || !loads.has(load)) {
			return;
		}
		if (said === null || !existsSync(hub.socket)) {
			const what = said === null ? 'did not answer' : 'lost its socket';
			give(`The shared connection to ${printable(alias)} ${what}, so it is made anew.`);
			return;
		}
		const {refused} = said;
		if (refused !== null) {
			if (isHere && (await isListening(hub.pid, listen))) {
				// Of several addresses it got one: ssh keeps that.
				await controlForward(hub.socket, 'cancel', forward);
			}
			const holder = refused.isTaken && isHere ? await context.describeHolder(listen) : null;
			if (loads.has(load)) {
				refuse(load, holder === null ? refused : {...refused, reason: holder});
			}
			return;
		}
		if (isHere && !(await isListening(hub.pid, listen))) {
			await controlForward(hub.socket, 'cancel', forward);
			refuse(load, {kind: 'retry', reason: 'ssh says that it listens, and does not.'});
			return;
		}
		const port = /^\d+$/m.exec(said.stdout.trim())?.[0];
		const chosen = port === undefined ? null : Number(port);
		if (connection === hub && loads.has(load)) {
			open.set(load, chosen !== null && 'port' in listen ? {...listen, port: chosen} : listen);
			load.opened(hub.pid, chosen);
		}
	}

	async function cancel(load: Load, hub: Connection): Promise<void> {
		if (connection !== hub) {
			return;
		}
		const {forward} = load;
		const said = await controlForward(hub.socket, 'cancel', forward);
		const isThere =
			said === null || (forward.kind !== 'remote' && (await isListening(hub.pid, forward.listen)));
		if (isThere && connection === hub) {
			give(`The shared connection to ${printable(alias)} did not close a forward, so it is made anew.`);
			await hub.ended;
		}
		await removeLeftOver(forward, hub.socket);
	}

	const carrier: Carrier = {
		join(load) {
			if (loads.has(load)) {
				return;
			}
			loads.add(load);
			if (connection !== null) {
				void enqueue(() => add(load));
			} else if (lessee === null) {
				ask();
			}
		},
		async leave(load) {
			const hub = connection;
			const isJoined = loads.delete(load);
			open.delete(load);
			if (isJoined && hub !== null) {
				await enqueue(() => cancel(load, hub));
			}
			release();
		},
		hear: voice.hear,
		stderr: voice.last,
		asking: () => (lessee === null ? null : (share?.asking() ?? null)),
		pid: () => connection?.pid ?? null,
		async reach(host, port) {
			return connection === null ? 'not connected' : reach(connection, host, port);
		},
		look() {
			if (connection !== null && isStopped(connection.pid)) {
				give(`The ssh that carries it (process ${connection.pid}) was stopped, so it is started anew.`);
			}
		},
		async check() {
			const hub = connection;
			if (hub === null) {
				return;
			}
			try {
				// Whatever comes back, the link lives.
				await reach(hub, 'localhost', 9);
			} catch {
				if (connection === hub) {
					give(`${printable(alias)} did not answer after the network changed or this machine slept.`);
				}
			}
		},
	};
	return carrier;
}
