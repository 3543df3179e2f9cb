import {connect} from 'node:net';
import {dirname} from 'node:path';
import {Failure} from '../../core/errors.ts';
import {quietEnvironment} from '../../core/keeper/environment.ts';
import {isNewer} from '../../core/keeper/newer.ts';
import {
	type ClientMessage,
	type KeeperMessage,
	parseKeeperMessage,
	protocolVersion,
} from '../../core/keeper/protocol.ts';
import {SilentKeeper, silenceAdvice} from '../../core/keeper/silence.ts';
import {printable} from '../../core/text/printable.ts';
import {findReachable} from './find-keeper.ts';
import {openHearing} from './hearing.ts';
import {onLines, sendLine} from './message-line.ts';
import {isStopped} from './process-identity.ts';
import {isPrivate, runtimeCandidates} from './runtime-directory.ts';
import {NoKeeper, type StartOptions, startKeeper} from './start-keeper.ts';

export type SessionOptions = StartOptions & {
	/** The user's home, whatever `HOME` says. */
	readonly home: string;
	/** The version of this program. */
	readonly version: string;
	/**
	 * Hears what helps, as a sentence, when the keeper was asked something and does not answer within a few seconds, and null
	 * when it does again. Without it nobody looks.
	 */
	readonly onSilence?: ((advice: string | null) => void) | undefined;
};

/** A connection to the keeper, greeted. */
export type Session = {
	/** What the keeper is: the version of its program, and its process. */
	readonly program: string;
	readonly pid: number;
	/** Looks whether it answers: see onSilence. */
	look(): void;
	send(message: ClientMessage): void;
	/** Where all that arrives goes, from now on. */
	listen(listener: (message: KeeperMessage) => void): void;
	readonly closed: Promise<void>;
	close(): void;
};

const greetingLimit = 8000;
const tries = 10;
/** After so long none is begun any more, in milliseconds. */
const patience = 8000;
const pause = 100;

/**
 * Connects to the user's keeper; `isStarted`: starts one when none runs, and has an older one replaced. Gives null when
 * none runs and none is to be started. Throws a Failure of one line when there is no way to one, an AbortError when aborted before one was started.
 */
export async function openSession(
	options: SessionOptions,
	isStarted: boolean,
	signal?: AbortSignal,
): Promise<Session | null> {
	let failure: unknown;
	let hasReplaced = false;
	const end = performance.now() + patience;
	for (let left = tries; left > 0 && performance.now() < end; left--) {
		try {
			const found = await findSocket(options, isStarted, signal);
			if (found === null) {
				return null;
			}
			const session = await greet(found, options);
			const isOlder = isStarted && !hasReplaced && isNewer(options.version, session.program);
			if (!isOlder || !(await isReplaced(session))) {
				return session;
			}
			hasReplaced = true;
		} catch (error) {
			if (error instanceof NoKeeper || error instanceof SilentKeeper || signal?.aborted) {
				throw error;
			}
			// It may be about to end, or was killed just now: look again.
			failure = error;
			await new Promise(resolve => setTimeout(resolve, pause));
		}
	}
	throw failure;
}

/** Where a keeper listens, and which process it is; null for one that was started just now. */
type Place = {readonly socket: string; readonly pid: number | null};

async function findSocket(
	options: SessionOptions,
	isStarted: boolean,
	signal: AbortSignal | undefined,
): Promise<Place | null> {
	const directories = [options.stateDirectory, ...runtimeCandidates(options.env, options.home)];
	const found = await findReachable(directories);
	// A program that ends starts nothing any more: what it would start in may be gone.
	signal?.throwIfAborted();
	if (found !== null) {
		return found;
	}
	return isStarted ? {socket: await startKeeper(options), pid: null} : null;
}

/** Under it a keeper is asked for a sign of life, with whatever else it is asked: some of that has no answer. */
const lifeId = Number.MAX_SAFE_INTEGER;

async function greet({socket: path, pid: known}: Place, options: SessionOptions): Promise<Session> {
	const {env, version, onSilence} = options;
	if (!isPrivate(dirname(path))) {
		throw new Failure(`${printable(dirname(path))} is not private: what listens there may be anybody.`);
	}
	const socket = connect(path);
	const closed = new Promise<void>(resolve => socket.once('close', () => resolve()));
	let listener: (message: KeeperMessage) => void = () => {};
	let keeper = known;
	const hearing = onSilence === undefined ? null : openHearing(() => keeper, onSilence);
	const gone = closed.then(() => hearing?.heard());
	const saidSomething = new Promise<void>(resolve => socket.once('data', () => resolve()));
	const welcome = new Promise<Extract<KeeperMessage, {type: 'welcome'}>>((resolve, reject) => {
		const fail = (cause?: unknown): void =>
			reject(new Failure('The keeper of shared connections does not answer.', {cause}));
		const silent = (): void => {
			const advice = known === null ? null : silenceAdvice(known, isStopped(known));
			reject(new SilentKeeper(advice, Promise.race([saidSomething, gone])));
		};
		const timer = setTimeout(silent, greetingLimit);
		if (hearing !== null) {
			// It is no command that waits for it alone: the program may end before.
			timer.unref();
			socket.unref();
		}
		socket.on('error', fail);
		void closed.then(() => fail());
		onLines(socket, line => {
			hearing?.heard();
			const message = parseKeeperMessage(line);
			if (message?.type === 'status-given' && message.id === lifeId) {
				return;
			}
			if (message?.type === 'welcome') {
				clearTimeout(timer);
				resolve(message);
			} else if (message !== null) {
				listener(message);
			}
		});
	});
	hearing?.asked();
	sendLine(socket, {
		type: 'hello',
		protocol: protocolVersion,
		program: version,
		environment: quietEnvironment(env),
	} as ClientMessage);
	const {protocol, program, pid} = await welcome.catch((error: unknown) => {
		if (error instanceof SilentKeeper && hearing !== null) {
			// Whoever wants to know hears when it goes on.
			void error.over.then(() => socket.destroy());
		} else {
			socket.destroy();
		}
		throw error;
	});
	keeper = pid;
	socket.ref();
	const look = (): void => {
		if (socket.writable && hearing?.asked()) {
			const life: ClientMessage = {type: 'status', id: lifeId};
			sendLine(socket, life);
		}
	};
	if (protocol !== protocolVersion && !isNewer(version, program)) {
		socket.destroy();
		throw new Failure(
			`Shared connections are kept by another version of Sallyport (${printable(program)}).`,
			{
				nextStep: 'End all of them, or use that version.',
			},
		);
	}
	return {
		program,
		pid,
		look,
		send(message) {
			sendLine(socket, message);
			look();
		},
		listen(given) {
			listener = given;
		},
		closed,
		close() {
			socket.end();
			// One that was stopped does not hold up our end.
			socket.unref();
		},
	};
}

/** Asks an older keeper to make room; false when it cannot now. */
async function isReplaced(session: Session): Promise<boolean> {
	const refused = new Promise<boolean>(resolve => {
		session.listen(message => {
			if (message.type === 'error') {
				resolve(false);
			}
		});
	});
	session.send({type: 'replace', id: 0});
	return Promise.race([refused, session.closed.then(() => true)]);
}
