import {accessSync, constants, type FSWatcher, watch} from 'node:fs';
import {basename, resolve} from 'node:path';
import {Failure, Refusal} from '../../core/errors.ts';
import {afterRestart, type ForwardRecord, isWanted} from '../../core/forwards/forward-file.ts';
import type {ForwardPlan, ForwardStatus} from '../../core/forwards/forward-status.ts';
import type {ForwardAction, ForwardMoment} from '../../core/keeper/forward-messages.ts';
import {SilentKeeper} from '../../core/keeper/silence.ts';
import {printable} from '../../core/text/printable.ts';
import {thisMachine} from '../keeper/process-identity.ts';
import type {OnPrompt} from '../keeper/prompt-queue.ts';
import type {SessionOptions} from '../keeper/session.ts';
import {makePrivateDirectory} from '../private-directory.ts';
import type {Ssh} from '../ssh/program.ts';
import {forwardFileIn, readForwardFile} from './forward-file.ts';
import {type KeeperLine, openKeeperLine} from './keeper-line.ts';

export type OwnForwardsOptions = Omit<SessionOptions, 'env'> & {
	readonly ssh: Ssh;
	/** Who answers the questions of one connection; undefined: nobody can. */
	readonly answering: () => OnPrompt | undefined;
	/** Whether every forward's questions may be asked here, or only those of what is started from here. */
	readonly answersAll: boolean;
};

type ForwardLog = {readonly history: readonly ForwardMoment[]; readonly lines: readonly string[]};

/** The forwards of ours, which the keeper keeps. It is started where there are any to be kept up, or something is asked of it. */
export type OwnForwards = {
	/** How they are now. Throws a Failure when that cannot be known. */
	list(): Promise<readonly ForwardStatus[]>;
	/** Those that are written down: no keeper is asked or started. Throws a Failure where they cannot be read. */
	written(): readonly ForwardStatus[];
	/** Calls back with how they are, now and at each change, whoever makes it; what it returns ends that. */
	follow(
		listener: (forwards: readonly ForwardStatus[]) => void,
		report: (error: unknown) => void,
	): () => void;
	/**
	 * Puts down a new forward, or (the same is there already) finds it, or changes or puts back the one named; gives its id.
	 * Throws a Refusal where another is the same.
	 */
	set(
		plan: Omit<ForwardPlan, 'configFile'>,
		options: {readonly forward?: string; readonly isStarted: boolean},
	): Promise<string>;
	/** Throws a Refusal when there is no such forward. Gives what there is to say, a line each. */
	act(forward: string, action: ForwardAction): Promise<readonly string[]>;
	/** Starts those that start with the dashboard. */
	begin(): Promise<void>;
	log(forward: string): Promise<ForwardLog>;
	/** The forwards are looked at: a keeper that keeps them and does not answer is to be known of. */
	look(): void;
	/** The agent holds other keys: what was denied is tried with them. */
	keysChanged(): void;
	/** Why what is started would not be found again, as a sentence; null when it is written down. */
	whyForgotten(): string | null;
	/** The file of `ssh -F` as the keeper knows it; null for ssh's own choice. */
	readonly configFile: string | null;
	close(): void;
};

const requestLimit = 60_000;
const reconnectDelay = 300;

export function openOwnForwards(options: OwnForwardsOptions): OwnForwards {
	const {ssh, stateDirectory} = options;
	const file = forwardFileIn(stateDirectory);
	// The keeper works in a directory of its own; `none` is a word of ssh's.
	const isPath = ssh.configFile !== null && ssh.configFile !== 'none';
	const configFile = isPath ? resolve(ssh.configFile as string) : ssh.configFile;
	const listeners = new Set<(forwards: readonly ForwardStatus[]) => void>();
	let line: Promise<KeeperLine | null> | null = null;
	let attempt: {readonly isStarted: boolean; readonly line: Promise<KeeperLine | null>} | null = null;
	let isClosed = false;
	let watcher: FSWatcher | null = null;
	let timer: NodeJS.Timeout | undefined;
	let report: (error: unknown) => void = () => {};

	function tell(forwards: readonly ForwardStatus[]): void {
		for (const listener of listeners) {
			listener(forwards);
		}
	}

	function written(): readonly ForwardRecord[] {
		const found = readForwardFile(file);
		if (found === null || found === 'damaged') {
			return [];
		}
		return found.boot === thisMachine().boot ? found.forwards : afterRestart(found.forwards, Date.now());
	}

	/** The line to the keeper; one that runs, or (`isStarted`) is started. Those who ask at once get the same, or its failure. */
	function connect(isStarted: boolean): Promise<KeeperLine | null> {
		if (attempt !== null && (attempt.isStarted || !isStarted)) {
			return attempt.line;
		}
		const before = attempt?.line.catch(() => {});
		const mine = {
			isStarted,
			line: (before ?? Promise.resolve())
				.then(() => connectNow(isStarted))
				.finally(() => {
					if (attempt === mine) {
						attempt = null;
					}
				}),
		};
		attempt = mine;
		return mine.line;
	}

	async function connectNow(isStarted: boolean): Promise<KeeperLine | null> {
		const before = await line?.catch(() => null);
		if (before?.isOpen()) {
			return before;
		}
		if (isClosed) {
			return null;
		}
		const answering = options.answering();
		const answers = answering === undefined ? 'none' : options.answersAll ? 'all' : 'own';
		const mine = openKeeperLine({...options, env: ssh.env}, {answers, answering, isStarted, tell, lost});
		line = mine;
		return mine;
	}

	function lost(): void {
		if (!isClosed && listeners.size > 0) {
			timer = setTimeout(() => refresh(), reconnectDelay);
			timer.unref();
		}
	}

	/** Looks for a keeper, or at what the last one left. */
	function refresh(): void {
		void (async () => {
			try {
				const forwards = written();
				if ((await connect(forwards.some(isWanted))) === null) {
					tell(forwards);
				}
			} catch (error) {
				if (error instanceof SilentKeeper) {
					void error.over.then(lost);
				}
				report(error);
			}
		})();
	}

	function watchFile(): void {
		try {
			makePrivateDirectory(stateDirectory);
			watcher = watch(stateDirectory, {persistent: false}, (_, name) => {
				if (name === basename(file)) {
					clearTimeout(timer);
					timer = setTimeout(() => void refreshIfAlone(), reconnectDelay / 3);
					timer.unref();
				}
			});
			watcher.on('error', () => {});
		} catch {
			// What others do is then seen only when something is done here.
		}
	}

	async function refreshIfAlone(): Promise<void> {
		const open = await line?.catch(() => null);
		if (!isClosed && !open?.isOpen()) {
			refresh();
		}
	}

	function whileOpen(use: (open: KeeperLine) => void): void {
		line?.then(
			open => open?.isOpen() && use(open),
			() => {},
		);
	}

	async function keeper(): Promise<KeeperLine> {
		const found = await connect(true);
		if (found === null) {
			throw new Failure('The keeper of shared connections is not there.');
		}
		return found;
	}

	return {
		configFile,
		written,
		async list() {
			const forwards = written();
			const found = await connect(forwards.some(isWanted));
			return found === null ? forwards : found.forwards();
		},
		follow(listener, onError) {
			report = onError;
			listeners.add(listener);
			if (watcher === null) {
				watchFile();
			}
			refresh();
			return () => void listeners.delete(listener);
		},
		async set(plan, {forward, isStarted}) {
			const open = await keeper();
			const answer = await open.request(
				id => ({
					type: 'forward-set',
					id,
					forward: forward ?? null,
					plan: {...plan, configFile},
					isStarted,
				}),
				requestLimit,
			);
			return answer.type === 'forward-done' ? answer.forward : '';
		},
		async act(forward, action) {
			const open = await keeper();
			const answer = await open.request(id => ({type: 'forward-act', id, forward, action}), requestLimit);
			return answer.type === 'forward-done' ? answer.lines : [];
		},
		async begin() {
			if (written().some(({isAutomatic, state}) => isAutomatic && state === 'stopped')) {
				(await keeper()).send({type: 'forwards-begin', id: 0});
			}
		},
		async log(forward) {
			const found = await connect(false);
			if (found === null) {
				const record = written().find(({id}) => id === forward);
				if (record === undefined) {
					throw new Refusal(`There is no forward ${forward}.`);
				}
				return {history: record.history, lines: []};
			}
			const answer = await found.request(id => ({type: 'forward-log', id, forward}), requestLimit);
			return answer.type === 'forward-logged' ? answer : {history: [], lines: []};
		},
		look: () => whileOpen(open => open.look()),
		keysChanged: () => whileOpen(open => open.attend()),
		whyForgotten() {
			try {
				makePrivateDirectory(stateDirectory);
				accessSync(stateDirectory, constants.W_OK | constants.X_OK);
				return null;
			} catch {
				return `${printable(stateDirectory)} cannot be written to: forwards end with the process that keeps them.`;
			}
		},
		close() {
			isClosed = true;
			clearTimeout(timer);
			watcher?.close();
			listeners.clear();
			line?.then(
				open => open?.close(),
				() => {},
			);
		},
	};
}
