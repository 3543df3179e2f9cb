import {listStart} from '../../core/list/position.ts';
import type {Prompt} from '../../core/prompts/prompt.ts';
import {emptyField, type TextField} from '../../core/text/field.ts';
import {graphemes} from '../../core/text/fit.ts';
import type {Attempt, HostKeyFacts, PromptDialog} from '../../state/prompt-dialogs.ts';

/**
 * How a question is asked: `signal` ends it when nobody waits for the answer any more, `childId` names who does. `login` is
 * one for all questions of a login, with those of its jump hosts, and aborted when it asks no more.
 */
type AskOptions = {readonly signal: AbortSignal; readonly childId: string; readonly login: AbortSignal};

/**
 * Asks the user. Gives the answer for exactly this question, or null when it was cancelled, or ended by the signal:
 * the child is then to be ended, for ssh takes an empty answer for a wrong one and asks again.
 * Waits while another question, another dialog, the filter or a child has the keyboard.
 */
export type Ask = (prompt: Prompt, options: AskOptions) => Promise<string | null>;

/** A question that waits for its answer. */
export type Waiting = {
	readonly id: number;
	readonly prompt: Prompt;
	readonly login: AbortSignal;
	readonly attempt: Attempt | null;
	readonly settle: (answer: string | null) => void;
	secret: TextField;
	facts: HostKeyFacts | null;
	isEmptyMeant: boolean;
	hasWaitedForTerminal: boolean;
};

/** The dialog of a question, `waiting` others behind it. */
export function dialogOf({id, prompt, attempt, secret, facts}: Waiting, waiting: number): PromptDialog {
	const common = {id, waiting, position: listStart};
	switch (prompt.kind) {
		case 'touch':
			return {...common, kind: 'touch', prompt};
		case 'host-key':
		case 'host-key-again':
		case 'confirm':
			return {...common, kind: 'question', prompt, field: emptyField, facts, complaint: null};
		default:
			return {
				...common,
				kind: 'secret',
				prompt,
				attempt,
				length: graphemes(secret.text).length,
				cursor: secret.cursor,
			};
	}
}
