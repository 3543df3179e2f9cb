import {Failure} from '../../core/errors.ts';
import type {ClientMessage, KeeperMessage} from '../../core/keeper/protocol.ts';
import {type OnPrompt, openPromptQueue} from './prompt-queue.ts';
import {openSession, type Session, type SessionOptions} from './session.ts';

type About = Extract<KeeperMessage, {id: number | null}>;

/** Something that the keeper does for us, under an id of ours: a lease or a grant. */
type Matter = {
	readonly alias: string;
	readonly purpose?: string | undefined;
	readonly onPrompt: OnPrompt | undefined;
	/** What the keeper is asked, now and again when it has become another one; null when that is of no use. */
	request(id: number): ClientMessage | null;
	/** What the keeper said about it. */
	hear(message: About): void;
	/** A person is asked now; what it returns is called when that is over. */
	pause?(): () => void;
	/** What the child that asks wrote to stderr since this was asked last, where that is ours to read. */
	news?(): string;
	/** A person refused to answer. */
	cancelled(): void;
	/** The keeper it was told to is gone; another may follow. */
	interrupted?(): void;
	/** There is no keeper, and none to be had. */
	lost(error: unknown): void;
};

/** Where all matters of one client meet its connection to the keeper, which is open while there are any. */
export type Desk = {
	/** Begins a matter; gives its id. */
	open(matter: Matter): number;
	send(message: ClientMessage): void;
	/** Ends a matter. */
	end(id: number): void;
	close(): void;
};

/** A keeper that ends so soon (milliseconds), so many times in a row, will not do better next time. */
const shortLife = 2000;
const mostShortLives = 5;

export function openDesk(options: SessionOptions): Desk {
	const matters = new Map<number, Matter>();
	const prompts = new Map<number, AbortController>();
	const queue = openPromptQueue();
	let session: Session | null = null;
	let isConnecting = false;
	let last = 0;
	let shortLives = 0;
	const closing = new AbortController();

	async function ask({
		prompt,
		owner,
		login,
		text,
		kind,
		hop,
		said = '',
	}: Extract<KeeperMessage, {type: 'prompt'}>): Promise<void> {
		const from = session;
		const matter = matters.get(owner);
		if (matter?.onPrompt === undefined) {
			from?.send({type: 'cancel', prompt});
			return;
		}
		const over = new AbortController();
		prompts.set(prompt, over);
		const goOn = matter.pause?.();
		const {alias, purpose = null, onPrompt} = matter;
		const asked = {alias, purpose, login, hop, text, kind, said: matter.news?.() ?? said};
		const answer = await queue.ask(asked, onPrompt, over.signal);
		goOn?.();
		if (prompts.get(prompt) === over) {
			prompts.delete(prompt);
		}
		if (answer === null) {
			matter.cancelled();
			from?.send({type: 'cancel', prompt});
		} else if (answer !== undefined) {
			from?.send({type: 'answer', prompt, text: answer});
		}
	}

	function hear(message: KeeperMessage): void {
		if (message.type === 'prompt') {
			void ask(message);
		} else if (message.type === 'prompt-over') {
			prompts.get(message.prompt)?.abort();
			prompts.delete(message.prompt);
		} else if (message.type === 'login-over') {
			queue.endLogin(message.login);
		} else if ('id' in message && message.id !== null) {
			matters.get(message.id)?.hear(message);
		}
	}

	function forgetPrompts(): void {
		for (const over of prompts.values()) {
			over.abort();
		}
		prompts.clear();
		queue.endLogins();
	}

	/** Connects, and asks for all matters: at first, and again when the keeper was killed or replaced. */
	async function connect(): Promise<void> {
		isConnecting = true;
		try {
			const opened = (await openSession(options, true, closing.signal))!;
			session = opened;
			isConnecting = false;
			opened.listen(hear);
			for (const [id, matter] of matters) {
				request(id, matter);
			}
			leaveIfIdle();
			const since = performance.now();
			await opened.closed;
			forgetPrompts();
			if (session === opened) {
				session = null;
				shortLives = performance.now() - since < shortLife ? shortLives + 1 : 0;
				if (shortLives > mostShortLives) {
					throw new Failure('The keeper of shared connections ends again and again.', {
						nextStep: 'Its log is in the state directory.',
					});
				}
				await goOn();
			}
		} catch (error) {
			isConnecting = false;
			for (const [id, matter] of matters) {
				matters.delete(id);
				matter.lost(error);
			}
		}
	}

	/** Looks for the next keeper, where that is of use to anything. */
	async function goOn(): Promise<void> {
		for (const matter of matters.values()) {
			matter.interrupted?.();
		}
		if ([...matters].some(([id, matter]) => matter.request(id) !== null)) {
			await connect();
		}
	}

	function request(id: number, matter: Matter): void {
		const message = matter.request(id);
		if (message !== null) {
			session?.send(message);
		}
	}

	function leaveIfIdle(): void {
		if (matters.size === 0 && session !== null) {
			const idle = session;
			session = null;
			forgetPrompts();
			idle.close();
		}
	}

	return {
		open(matter) {
			const id = ++last;
			if (closing.signal.aborted) {
				queueMicrotask(() => matter.lost(closing.signal.reason));
				return id;
			}
			matters.set(id, matter);
			if (session !== null) {
				request(id, matter);
			} else if (!isConnecting) {
				void connect();
			}
			return id;
		},
		send: message => session?.send(message),
		end(id) {
			if (matters.delete(id)) {
				session?.send({type: 'release', id});
				leaveIfIdle();
			}
		},
		close() {
			closing.abort();
			const left = [...matters.values()];
			matters.clear();
			leaveIfIdle();
			for (const matter of left) {
				matter.lost(closing.signal.reason);
			}
		},
	};
}
