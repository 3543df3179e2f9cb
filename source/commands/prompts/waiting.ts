import {listStart} from '../../core/list/position.ts';
import type {Prompt} from '../../core/prompts/prompt.ts';
import {emptyField, type TextField} from '../../core/text/field.ts';
import {graphemes} from '../../core/text/fit.ts';
import type {Dialog} from '../../state/app-state.ts';
import type {Attempt, HostKeyFacts, PromptDialog} from '../../state/prompt-dialogs.ts';

/** A question that waits for its answer. */
export type Waiting = {
	readonly id: number;
	readonly prompt: Prompt;
	readonly attempt: Attempt | null;
	readonly settle: (answer: string | null) => void;
	secret: TextField;
	facts: HostKeyFacts | null;
	isEmptyMeant: boolean;
	hasWaitedForTerminal: boolean;
};

/** Whether a dialog is that of a question. */
export function isOfPrompt(dialog: Dialog | null): dialog is PromptDialog {
	return dialog?.kind === 'secret' || dialog?.kind === 'question' || dialog?.kind === 'touch';
}

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
