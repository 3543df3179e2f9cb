import type {Socket} from 'node:net';
import {openBroker} from './broker.ts';
import {openForwards} from './forwards/forwards.ts';
import {openGuard} from './guard.ts';
import {openHubs} from './hubs.ts';
import {openLock} from './lock.ts';
import {type Listener, listen, removePlace} from './place.ts';
import {type Desk, serveClient} from './serve-client.ts';

export type KeeperOptions = {
	readonly stateDirectory: string;
	/** Where sockets may live, the best place first. */
	readonly runtimeDirectories: readonly string[];
	/** The version of the program. */
	readonly program: string;
	/** How long a connection stays that nobody uses, and the keeper that keeps none. Milliseconds. */
	readonly linger: number;
	readonly idle: number;
	/** What starts this keeper again. */
	readonly command: readonly [program: string, ...args: string[]];
	log(line: string, error?: unknown): void;
	/** The keeper has ended in order; the process may. */
	ended(): void;
};

/** How long those who are told that we end may take to read it, in milliseconds. */
const farewell = 200;

/**
 * Becomes this user's keeper, unless there is one: gives the path of the socket of whichever it is. Throws a Failure of one
 * line when there can be none here.
 */
export async function runKeeper(options: KeeperOptions): Promise<string> {
	const {stateDirectory, runtimeDirectories, program, log} = options;
	const [command, ...args] = options.command;
	const sockets = new Set<Socket>();
	let idleTimer: NodeJS.Timeout | undefined;
	let isEnding = false;
	let hasHubs = false;
	let ready: () => void = () => {};
	const whenReady = new Promise<void>(resolve => {
		ready = resolve;
	});

	const listener: Listener = await listen(runtimeDirectories, stateDirectory, socket => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		socket.on('error', () => {});
		void whenReady.then(() => serveClient(socket, desk));
	});
	const lock = openLock(program, listener.place().socket, log);
	const claimed = lock.claim([stateDirectory, listener.place().directory]);
	if ('holder' in claimed) {
		listener.close();
		return claimed.holder.socket;
	}

	const guard = openGuard(command, args);
	const broker = openBroker(() => {
		forwards.asked();
		hubs.asked();
	});
	const hubs = openHubs({
		broker,
		listener,
		linger: options.linger,
		record(records) {
			hasHubs = records.length > 0;
			setGuard();
			// Hubs that go on without us stay recorded.
			if (!isEnding) {
				lock.update({hubs: records});
			}
		},
		moved: () => lock.update({socket: listener.place().socket}),
		changed: () => considerEnd(),
		log,
	});
	const forwards = openForwards({
		stateDirectory,
		hubs,
		changed() {
			setGuard();
			considerEnd();
		},
		log,
	});

	function setGuard(): void {
		if (!isEnding) {
			guard.set(hasHubs || forwards.isAlive());
		}
	}

	function considerEnd(): void {
		clearTimeout(idleTimer);
		if (!isEnding && !hubs.isAlive() && !forwards.isAlive() && desk.grants.size === 0) {
			idleTimer = setTimeout(() => void quit(), options.idle);
		}
	}

	function leave(): void {
		clearTimeout(idleTimer);
		listener.close();
		for (const socket of sockets) {
			socket.end();
		}
		setTimeout(options.ended, farewell);
	}

	async function quit(): Promise<void> {
		if (!isEnding) {
			forwards.leave();
			isEnding = true;
			await hubs.end();
			guard.set(false);
			lock.remove();
			leave();
		}
	}

	function replace(): boolean {
		if (isEnding || hubs.isStarting() || desk.grants.size > 0 || broker.openPrompts() > 0) {
			return false;
		}
		isEnding = true;
		forwards.leave();
		lock.update({isReleased: true});
		for (const socket of sockets) {
			socket.write('{"type":"moved"}\n');
		}
		leave();
		return true;
	}

	const desk: Desk = {
		program,
		broker,
		hubs,
		forwards,
		place: listener.place,
		changed: considerEnd,
		replace,
		quit,
		grants: new Set(),
	};
	process.on('SIGUSR2', () => {
		listener.rebuild().then(
			isNew => isNew && lock.update({socket: listener.place().socket}),
			(error: unknown) => log('There is no place for sockets any more', error),
		);
	});
	process.on('SIGTERM', () => void quit());
	if (claimed.left !== null) {
		removePlace(claimed.left.socket, stateDirectory);
		await hubs.adopt(claimed.left.hubs);
	}
	forwards.begin();
	ready();
	considerEnd();
	return listener.place().socket;
}
