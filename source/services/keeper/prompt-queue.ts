import {whyNoAnswer} from '../../core/keeper/answer.ts';

/** A question of an ssh (or ssh-add, ssh-keygen) without a terminal. Its text is partly written by servers. */
export type Prompt = {
	/** What the connection, or whatever else asks, is for. */
	readonly alias: string;
	/** What for in a sentence, where it is not the connection to `alias`. */
	readonly purpose: string | null;
	/** Tells one child that asks (an attempt to log in) from the next. */
	readonly login: number;
	/** The jump host whose ssh asks, on the way to `alias`; null when it is that of `alias` itself. */
	readonly hop: string | null;
	readonly text: string;
	/** SSH_ASKPASS_PROMPT of ssh(1): `confirm` asks for yes (any answer) or no (null), `none` only tells something. */
	readonly kind: string | null;
	/** What its ssh wrote to stderr since the question before, as written. */
	readonly said: string;
};

/**
 * Answers a question: at most 1023 bytes on one line (see whyNoAnswer), or null to refuse, which ends what asks. `over`
 * is aborted when no answer is wanted any more; what comes later is not used. A question of kind `none` is shown till then.
 * `login` is one for all questions of a child, and aborted when it asks no more.
 */
export type OnPrompt = (prompt: Prompt, over: AbortSignal, login: AbortSignal) => Promise<string | null>;

export type PromptQueue = {
	/** Asks when its turn has come; gives null for a refusal, undefined when nobody wants to know. */
	ask(prompt: Prompt, onPrompt: OnPrompt, over: AbortSignal): Promise<string | null | undefined>;
	/** A child asks no more. */
	endLogin(login: number): void;
	/** Nor does any. */
	endLogins(): void;
};

/** How long the next question of a login is waited for, in milliseconds: a server takes its time over a wrong answer. */
const patience = 5000;

async function answerTo(prompt: Prompt, onPrompt: OnPrompt, over: AbortSignal, login: AbortSignal) {
	if (over.aborted) {
		return undefined;
	}
	const isOver = new Promise<undefined>(resolve => {
		over.addEventListener('abort', () => resolve(undefined), {once: true});
	});
	const answer = onPrompt(prompt, over, login).then(
		text => (text === null || whyNoAnswer(text) === null ? text : null),
		() => null,
	);
	return Promise.race([answer, isOver]);
}

/**
 * One question at a time, in the order they came. But one login is asked to its end before another: whoever answers types
 * ahead, and a secret of one host must not reach another.
 */
export function openPromptQueue(limit = patience): PromptQueue {
	const logins = new Map<number, AbortController>();
	let waiting: ReadonlyArray<{readonly login: number; begin(): Promise<unknown>}> = [];
	let isAsking = false;
	/** The login that was asked last, while it may ask on. */
	let current: number | null = null;
	let timer: NodeJS.Timeout | undefined;

	function leave(): void {
		clearTimeout(timer);
		current = null;
		askNext();
	}

	function askNext(): void {
		const next = waiting.find(({login}) => current === null || login === current);
		if (isAsking || next === undefined) {
			return;
		}
		waiting = waiting.filter(other => other !== next);
		clearTimeout(timer);
		isAsking = true;
		current = next.login;
		void next.begin().then(() => {
			isAsking = false;
			if (logins.has(next.login)) {
				timer = setTimeout(leave, limit);
				askNext();
			} else {
				leave();
			}
		});
	}

	function endLogin(login: number): void {
		logins.get(login)?.abort();
		logins.delete(login);
		if (login === current && !isAsking) {
			leave();
		}
	}

	return {
		ask(prompt, onPrompt, over) {
			const {login} = prompt;
			const controller = logins.get(login) ?? new AbortController();
			logins.set(login, controller);
			return new Promise(resolve => {
				const begin = async () => resolve(await answerTo(prompt, onPrompt, over, controller.signal));
				waiting = [...waiting, {login, begin}];
				askNext();
			});
		},
		endLogin,
		endLogins: () => [...logins.keys()].forEach(endLogin),
	};
}
