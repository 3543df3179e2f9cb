import {Failure, Refusal} from '../../core/errors.ts';
import type {ForwardStatus} from '../../core/forwards/forward-status.ts';
import type {ClientMessage, KeeperMessage} from '../../core/keeper/protocol.ts';
import {type OnPrompt, openPromptQueue} from '../keeper/prompt-queue.ts';
import {openSession, type SessionOptions} from '../keeper/session.ts';

/** A connection to the keeper on which it tells of the forwards, and asks what their ssh asks. */
export type KeeperLine = {
	forwards(): readonly ForwardStatus[];
	isOpen(): boolean;
	/** Says once more that somebody is here: what needed that is tried again. */
	attend(): void;
	/** Looks whether the keeper answers. */
	look(): void;
	send(message: ClientMessage): void;
	/**
	 * Sends a request under a new id and waits so many milliseconds for what is said about it. Throws a Refusal with the keeper's
	 * own words, a Failure when it does not answer.
	 */
	request(message: (id: number) => ClientMessage, limit: number): Promise<KeeperMessage>;
	close(): void;
};

export type KeeperLinePlan = {
	readonly answers: 'all' | 'own' | 'none';
	readonly answering: OnPrompt | undefined;
	readonly isStarted: boolean;
	/** How the forwards are. */
	tell(forwards: readonly ForwardStatus[]): void;
	/** The keeper is gone, or another one. */
	lost(): void;
};

const watchId = 1;
const firstNewsLimit = 10_000;

/** Connects, and resolves once the keeper has told of the forwards; null when none runs and none is to be started. */
export async function openKeeperLine(
	options: SessionOptions,
	plan: KeeperLinePlan,
): Promise<KeeperLine | null> {
	const session = await openSession(options, plan.isStarted);
	if (session === null) {
		return null;
	}
	const waiting = new Map<number, {hear(message: KeeperMessage): void; fail(error: unknown): void}>();
	const prompts = new Map<number, AbortController>();
	const queue = openPromptQueue();
	let forwards: readonly ForwardStatus[] = [];
	let isOpen = true;
	let last = watchId;
	let isFirst: () => void = () => {};

	async function ask({
		prompt,
		alias,
		login,
		hop,
		text,
		kind,
		said = '',
	}: Extract<KeeperMessage, {type: 'prompt'}>): Promise<void> {
		const over = new AbortController();
		prompts.set(prompt, over);
		const answer =
			plan.answering === undefined
				? null
				: await queue.ask({alias, purpose: null, login, hop, text, kind, said}, plan.answering, over.signal);
		prompts.delete(prompt);
		if (answer === null) {
			session?.send({type: 'cancel', prompt});
		} else if (answer !== undefined) {
			session?.send({type: 'answer', prompt, text: answer});
		}
	}

	function hear(message: KeeperMessage): void {
		if (message.type === 'forwards') {
			({forwards} = message);
			isFirst();
			plan.tell(forwards);
		} else if (message.type === 'prompt') {
			void ask(message);
		} else if (message.type === 'prompt-over') {
			prompts.get(message.prompt)?.abort();
		} else if (message.type === 'login-over') {
			queue.endLogin(message.login);
		} else if ('id' in message && message.id !== null) {
			const pending = waiting.get(message.id);
			waiting.delete(message.id);
			pending?.hear(message);
		}
	}

	function end(): void {
		isOpen = false;
		for (const over of prompts.values()) {
			over.abort();
		}
		queue.endLogins();
		for (const {fail} of waiting.values()) {
			fail(new Failure('The keeper of shared connections ended.'));
		}
		waiting.clear();
	}

	const attend = (): void => session.send({type: 'forwards-watch', id: watchId, answers: plan.answers});
	session.listen(hear);
	void session.closed.then(() => {
		if (isOpen) {
			end();
			plan.lost();
		}
	});
	await new Promise<void>((resolve, reject) => {
		const fail = (): void => reject(new Failure('The keeper of shared connections does not answer.'));
		const timer = setTimeout(fail, firstNewsLimit);
		void session.closed.then(fail);
		isFirst = () => {
			clearTimeout(timer);
			resolve();
		};
		attend();
	});
	return {
		forwards: () => forwards,
		isOpen: () => isOpen,
		attend,
		look: session.look,
		send: session.send,
		request(message, limit) {
			return new Promise((resolve, reject) => {
				const id = ++last;
				const timer = setTimeout(() => {
					waiting.delete(id);
					reject(new Failure(`The keeper of shared connections did not answer within ${limit / 1000} s.`));
				}, limit);
				waiting.set(id, {
					hear(answer) {
						clearTimeout(timer);
						if (answer.type === 'error') {
							reject(new Refusal(answer.message));
						} else {
							resolve(answer);
						}
					},
					fail(error) {
						clearTimeout(timer);
						reject(error);
					},
				});
				session.send(message(id));
			});
		},
		close() {
			end();
			session.close();
		},
	};
}
