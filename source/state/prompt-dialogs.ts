import type {ChangedKey} from '../core/known-hosts/changed-key.ts';
import type {KnownHostState} from '../core/known-hosts/known-host-state.ts';
import type {ListPosition} from '../core/list/position.ts';
import type {Asked, OpenPrompt, SecretPrompt, TouchPrompt} from '../core/prompts/prompt.ts';
import type {TextField} from '../core/text/field.ts';
import type {Dialog} from './app-state.ts';

/** `id` names the question among those that wait; `waiting` is how many stand behind it. */
type Queued = {readonly id: number; readonly waiting: number; readonly position: ListPosition};

/** How often the same was asked, this time included, and how often ssh asks at most, where that is known. */
export type Attempt = {readonly number: number; readonly of: number | null};

/** What our own look-up says of the host of a host-key question. */
export type HostKeyFacts = {
	/** The host it is about as the user knows it; null when it is none of those on the way. */
	readonly alias: string | null;
	readonly byName: KnownHostState;
	readonly byAddress: KnownHostState | null;
};

/** A question whose answer is masked. The answer itself is not here: only how long it is, and where the cursor stands in it. */
export type SecretDialog = Queued & {
	readonly kind: 'secret';
	readonly prompt: Asked<SecretPrompt>;
	readonly length: number;
	readonly cursor: number;
	readonly attempt: Attempt | null;
};

/** A question that is answered with a word in the open. */
export type QuestionDialog = Queued & {
	readonly kind: 'question';
	readonly prompt: Asked<OpenPrompt>;
	readonly field: TextField;
	/** Null while they are looked up, or for another question. */
	readonly facts: HostKeyFacts | null;
	/** What was wrong with the last answer. */
	readonly complaint: string | null;
};

/** A notice that a key waits for a touch. */
export type TouchDialog = Queued & {readonly kind: 'touch'; readonly prompt: Asked<TouchPrompt>};

/** The dialogs of what ssh asks. */
export type PromptDialog = SecretDialog | QuestionDialog | TouchDialog;

/** Whether a dialog is that of a question. */
export function isOfPrompt(dialog: Dialog | null): dialog is PromptDialog {
	return dialog?.kind === 'secret' || dialog?.kind === 'question' || dialog?.kind === 'touch';
}

/** The dialogs about a host key that ssh refused. */
export type HostKeyDialog =
	| {
			readonly kind: 'changed-key';
			readonly change: ChangedKey;
			readonly isRawShown: boolean;
			readonly position: ListPosition;
	  }
	| {
			readonly kind: 'replace-key';
			readonly change: ChangedKey;
			readonly field: TextField;
			readonly position: ListPosition;
	  };
