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
import {printable} from '../../core/text/printable.ts';
import {findReachable} from './find-keeper.ts';
import {onLines, sendLine} from './message-line.ts';
import {isPrivate, runtimeCandidates} from './runtime-directory.ts';
import {NoKeeper, type StartOptions, startKeeper} from './start-keeper.ts';

export type SessionOptions = StartOptions & {
	/** The user's home, whatever `HOME` says. */
	readonly home: string;
	/** The version of this program. */
	readonly version: string;
};

/** A connection to the keeper, greeted. */
export type Session = {
	/** What the keeper is: the version of its program, and its process. */
	readonly program: string;
	readonly pid: number;
	send(message: ClientMessage): void;
	/** Where all that arrives goes, from now on. */
	listen(listener: (message: KeeperMessage) => void): void;
	readonly closed: Promise<void>;
	close(): void;
};

const greetingLimit = 5000;
const tries = 10;
/** After so long none is begun any more, milliseconds: one that is silent is stopped, or the machine has no time at all. */
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
			if (error instanceof NoKeeper || signal?.aborted) {
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

async function greet({socket: path, pid: known}: Place, {env, version}: SessionOptions): Promise<Session> {
	if (!isPrivate(dirname(path))) {
		throw new Failure(`${printable(dirname(path))} is not private: what listens there may be anybody.`);
	}
	const socket = connect(path);
	const closed = new Promise<void>(resolve => socket.once('close', () => resolve()));
	let listener: (message: KeeperMessage) => void = () => {};
	const welcome = new Promise<Extract<KeeperMessage, {type: 'welcome'}>>((resolve, reject) => {
		const fail = (cause?: unknown): void =>
			reject(new Failure('The keeper of shared connections does not answer.', {cause}));
		const silent = (): void => {
			const nextStep = `It may have been stopped: kill -CONT ${known} lets it go on.`;
			const help = known === null ? {} : {nextStep};
			reject(new Failure('The keeper of shared connections does not answer.', help));
		};
		const timer = setTimeout(silent, greetingLimit);
		socket.on('error', fail);
		void closed.then(() => fail());
		onLines(socket, line => {
			const message = parseKeeperMessage(line);
			if (message?.type === 'welcome') {
				clearTimeout(timer);
				resolve(message);
			} else if (message !== null) {
				listener(message);
			}
		});
	});
	sendLine(socket, {
		type: 'hello',
		protocol: protocolVersion,
		program: version,
		environment: quietEnvironment(env),
	} as ClientMessage);
	const {protocol, program, pid} = await welcome.catch((error: unknown) => {
		socket.destroy();
		throw error;
	});
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
		send: message => sendLine(socket, message),
		listen(given) {
			listener = given;
		},
		closed,
		close: () => socket.end(),
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
