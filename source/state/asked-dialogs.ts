import type {ListPosition} from '../core/list/position.ts';
import type {TextField} from '../core/text/field.ts';
import type {Tone} from './app-state.ts';

/** A paragraph of a dialog: clean, not yet wrapped. `key` is its label, in a column of its own. */
export type Paragraph = {
	readonly text: string;
	readonly kind?: 'heading' | 'text' | 'raw';
	readonly key?: string;
	readonly tone?: Tone;
};

/** What a handler asks and waits for; `id` names the question. */
type Asked = {
	readonly id: number;
	readonly title: string;
	readonly tone: Tone;
	readonly position: ListPosition;
};

/** A question with what it is about: `y` answers it, or a name that has to be typed. */
export type ApproveDialog = Asked & {
	readonly kind: 'approve';
	readonly body: readonly Paragraph[];
	readonly question: string;
	/** What has to be typed; null where `y` is enough. */
	readonly name: string | null;
	readonly field: TextField;
};

export type ChooseItem = {readonly label: string; readonly note?: string};

/** A list to choose from; what is typed narrows it. */
export type ChooseDialog = Asked & {
	readonly kind: 'choose';
	readonly items: readonly ChooseItem[];
	readonly field: TextField;
};

export type FormOption = {readonly value: string; readonly label: string};

export type FormField = {
	readonly id: string;
	readonly label: string;
	/** What can be chosen; null where text is typed. */
	readonly options: readonly FormOption[] | null;
	/** The text, or the value of the chosen option. */
	readonly field: TextField;
	/** The text is a proposal as yet: what is typed first takes its place, as in the address bar of a browser. */
	readonly isProposal: boolean;
	readonly isShown: boolean;
	/** Clean: what stands below the field while it has the keys, and what is wrong with it. */
	readonly note: string | null;
	readonly error: string | null;
};

/** Fields to fill in. */
export type FormDialog = Asked & {
	readonly kind: 'form';
	readonly intro: readonly Paragraph[];
	readonly fields: readonly FormField[];
	/** The index of the field that has the keys. */
	readonly focused: number;
	/** What the text of the focused field could become. */
	readonly suggestions: readonly string[];
	/** What will happen, in words. */
	readonly outlook: readonly Paragraph[];
	/** The word for Enter. */
	readonly submit: string;
};

export type AskedDialog = ApproveDialog | ChooseDialog | FormDialog;

/** The indexes of the items of a list that fit what is typed: all its words, in any order. */
export function fittingItems({items, field}: ChooseDialog): readonly number[] {
	const words = field.text.toLowerCase().split(' ').filter(Boolean);
	return items.flatMap(({label, note}, index) => {
		const text = `${label} ${note ?? ''}`.toLowerCase();
		return words.every(word => text.includes(word)) ? [index] : [];
	});
}

/** The values of a form by the ids of its fields. */
export function formValues({fields}: FormDialog): Readonly<Record<string, string>> {
	return Object.fromEntries(fields.map(({id, field}) => [id, field.text]));
}

/** The index of the shown field `step` places after the focused one, around the end. */
export function nextField({fields, focused}: FormDialog, step: 1 | -1): number {
	for (let count = 1; count <= fields.length; count++) {
		const index = (focused + step * count + count * fields.length) % fields.length;
		if (fields[index]?.isShown) {
			return index;
		}
	}
	return focused;
}
