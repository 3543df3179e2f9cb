import {type ChildProcess, fork} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {noPace} from '../../core/transfers/progress.ts';
import {
	isOver,
	type Transfer,
	type TransferQuestion,
	type TransferQueue,
	type TransferRequest,
} from '../../core/transfers/transfer.ts';
import {viewOf} from '../../core/transfers/view.ts';
import type {OnPrompt} from '../keeper/prompt-queue.ts';
import type {Ssh} from '../ssh/program.ts';
import {newTransferId} from './journal-file.ts';
import type {FromWorker, Start, ToWorker} from './messages.ts';

export type TransfersOptions = Omit<Start, 'type' | 'configFile'> & {
	readonly ssh: Ssh;
	/** Who answers the questions of one connection. */
	readonly answering: () => OnPrompt | undefined;
	/** Hears what helps when the keeper does not answer, and null when it does again. */
	readonly onSilence?: (advice: string | null) => void;
	readonly log: (line: string, error?: unknown) => void;
};

/** What is in flight may take so long to end, in milliseconds. */
const closeLimit = 4000;

/** Young objects die soon here: room for more of them only costs memory. */
const small = ['--max-semi-space-size=1'];

/** Our own program for bulk work: beside our bundle, or the source that we run from. */
function program(): string {
	const path = import.meta.filename.endsWith('.ts') ? './worker.ts' : './transfers.js';
	return fileURLToPath(new URL(path, import.meta.url));
}

/**
 * The queue of transfers, whose work is done by a process of its own. That is started by the first transfer, or when an
 * earlier run left some.
 */
export function openTransfers(options: TransfersOptions): TransferQueue {
	const {ssh, answering, onSilence, log, ...places} = options;
	const listeners = new Set<(transfers: readonly Transfer[]) => void>();
	const prompts = new Map<number, AbortController>();
	const logins = new Map<number, AbortController>();
	/** What was put into the queue and has not been told of yet. */
	const sent = new Map<string, TransferRequest>();
	/** What of that a process that has ended may have known of or not. */
	let unsure: readonly string[] = [];
	/** What could not be put into the queue: it is shown, as failed. */
	const refused = new Map<string, Transfer>();
	let told: readonly Transfer[] = [];
	let list: readonly Transfer[] = [];
	let worker: ChildProcess | null = null;
	let isClosing = false;

	function startWorker(): ChildProcess {
		const {NODE_OPTIONS, NODE_V8_COVERAGE, NODE_TEST_CONTEXT, ...env} = ssh.env;
		const child = fork(program(), [], {
			env,
			execArgv: small,
			stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
			serialization: 'advanced',
		});
		child.on('message', (message: FromWorker) => hear(child, message));
		void endOf(child).then(said => {
			if (worker === child) {
				worker = null;
			}
			endPrompts();
			if (!isClosing) {
				log(said);
				// What it left is in its journals; the next one takes them over.
				revive();
			}
		});
		child.unref();
		child.channel?.unref();
		say(child, {type: 'start', configFile: ssh.configFile, ...places});
		return child;
	}

	function say(child: ChildProcess, message: ToWorker): void {
		child.send(message, error => {
			if (error !== null) {
				log('The process of the transfers is gone.', error);
			}
		});
	}

	function tell(message: ToWorker): void {
		worker ??= startWorker();
		say(worker, message);
	}

	function hear(child: ChildProcess, message: FromWorker): void {
		switch (message.type) {
			case 'transfers':
				for (const {id} of message.list) {
					sent.delete(id);
					refused.delete(id);
				}
				if (child === worker) {
					putAgain(child);
				}
				told = message.list;
				show();
				break;
			case 'prompt': {
				const over = new AbortController();
				prompts.set(message.prompt, over);
				const login = logins.get(message.asked.login) ?? new AbortController();
				logins.set(message.asked.login, login);
				const answer = answering()?.(message.asked, over.signal, login.signal) ?? Promise.resolve(null);
				void answer.then(
					text => say(child, {type: 'answer', prompt: message.prompt, text}),
					() => say(child, {type: 'answer', prompt: message.prompt, text: null}),
				);
				break;
			}
			case 'prompt-over':
				prompts.get(message.prompt)?.abort();
				prompts.delete(message.prompt);
				break;
			case 'login-over':
				logins.get(message.login)?.abort();
				logins.delete(message.login);
				break;
			case 'keeper-heard':
				onSilence?.(message.advice);
				break;
			case 'failed':
				log(`A transfer: ${message.message}`);
				if (message.id !== null) {
					refuse(message.id, message.message);
					show();
				}
		}
	}

	function put(id: string, request: TransferRequest): void {
		sent.set(id, request);
		tell({type: 'add', id, request});
	}

	/** Puts into the queue what the process before did not come to note. */
	function putAgain(child: ChildProcess): void {
		for (const id of unsure) {
			const request = sent.get(id);
			if (request !== undefined) {
				say(child, {type: 'add', id, request});
			}
		}
		unsure = [];
	}

	function refuse(id: string, reason: string): void {
		const request = sent.get(id);
		if (request !== undefined) {
			sent.delete(id);
			refused.set(id, refusedTransfer(id, request, reason));
		}
	}

	function show(): void {
		list = [...told, ...refused.values()].toSorted((one, other) => one.createdAt - other.createdAt);
		for (const listener of listeners) {
			listener(list);
		}
	}

	function endPrompts(): void {
		for (const over of [...prompts.values(), ...logins.values()]) {
			over.abort();
		}
		prompts.clear();
		logins.clear();
	}

	let revived = Number.NEGATIVE_INFINITY;
	function revive(): void {
		const isSoon = performance.now() - revived < reviveEvery;
		revived = performance.now();
		if (!isSoon && hasJournals(join(places.stateDirectory, 'transfers'))) {
			unsure = [...sent.keys()];
			worker ??= startWorker();
		} else {
			for (const id of sent.keys()) {
				refuse(id, 'The process of the transfers ended before it could begin: `!` shows the messages.');
			}
			unsure = [];
			// They are in their journals: whatever is asked of one starts a process that knows it.
			told = told.map(asInterrupted);
			show();
		}
	}

	return {
		backups: join(places.stateDirectory, 'backups'),
		follow(listener) {
			listeners.add(listener);
			listener(list);
			if (worker === null && !isClosing && hasJournals(join(places.stateDirectory, 'transfers'))) {
				worker = startWorker();
			}
			return () => listeners.delete(listener);
		},
		add(request) {
			const id = newTransferId();
			put(id, request);
			return id;
		},
		pause: id => tell({type: 'pause', id}),
		resume: id => tell({type: 'resume', id}),
		cancel: id => tell({type: 'cancel', id}),
		retry(id) {
			const again = refused.get(id);
			if (again === undefined) {
				tell({type: 'retry', id});
			} else {
				refused.delete(id);
				show();
				put(id, again.request);
			}
		},
		decide: (id, question, decision, isForAll) => tell({type: 'decide', id, question, decision, isForAll}),
		clear() {
			refused.clear();
			show();
			tell({type: 'clear'});
		},
		async close() {
			isClosing = true;
			const child = worker;
			if (child === null) {
				return;
			}
			const ended = endOf(child);
			say(child, {type: 'close'});
			const limit = setTimeout(() => child.kill('SIGKILL'), closeLimit);
			await ended;
			clearTimeout(limit);
		},
	};
}

/** Resolves with how a process ended, or that it could not even be started. */
function endOf(child: ChildProcess): Promise<string> {
	return new Promise(resolve => {
		child.once('exit', (code, signal) => resolve(`The process of the transfers ended (${signal ?? code}).`));
		child.on('error', error => {
			if (child.pid === undefined) {
				resolve(`The process of the transfers cannot be started: ${error.message}`);
			}
		});
	});
}

/** A transfer whose process is gone, as the next one will tell of it. */
function asInterrupted(transfer: Transfer): Transfer {
	const atRest = {active: [], questions: [], asked: 0, rate: null, secondsLeft: null};
	return isOver(transfer)
		? transfer
		: {...transfer, ...atRest, state: 'paused', reason: 'It was interrupted.'};
}

/** A process that ends at once is not started again and again. */
const reviveEvery = 10_000;

/** A transfer that is nowhere but here. */
function refusedTransfer(id: string, request: TransferRequest, reason: string): Transfer {
	const now = Date.now();
	const [items, questions] = [null, new Map<number, TransferQuestion>()];
	const own = {id, request, state: 'failed', reason, notes: [], createdAt: now, endedAt: now} as const;
	return viewOf({...own, items, questions, pace: noPace, now, mostTold: 0});
}

function hasJournals(directory: string): boolean {
	try {
		return readdirSync(directory).some(name => name.endsWith('.jsonl'));
	} catch {
		return false;
	}
}
