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
};

/**
 * Answers a question: at most 1023 bytes on one line (see whyNoAnswer), or null to refuse, which ends what asks. `over`
 * is aborted when no answer is wanted any more; what comes later is not used. A question of kind `none` is shown till then.
 */
export type OnPrompt = (prompt: Prompt, over: AbortSignal) => Promise<string | null>;

export type PromptQueue = {
	/** Asks when the questions before have been answered; gives null for a refusal, undefined when nobody wants to know. */
	ask(prompt: Prompt, onPrompt: OnPrompt, over: AbortSignal): Promise<string | null | undefined>;
};

/** One question at a time, in the order they came. */
export function openPromptQueue(): PromptQueue {
	let last: Promise<unknown> = Promise.resolve();
	return {
		ask(prompt, onPrompt, over) {
			const turn = last.then(async () => {
				if (over.aborted) {
					return undefined;
				}
				const isOver = new Promise<undefined>(resolve => {
					over.addEventListener('abort', () => resolve(undefined), {once: true});
				});
				const answer = onPrompt(prompt, over).then(
					text => (text === null || whyNoAnswer(text) === null ? text : null),
					() => null,
				);
				return Promise.race([answer, isOver]);
			});
			last = turn;
			return turn;
		},
	};
}
