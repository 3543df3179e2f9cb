import type {Tone} from '../../state/app-state.ts';
import type {FormOption, Paragraph} from '../../state/asked-dialogs.ts';

export type Values<Id extends string> = Readonly<Record<Id, string>>;

/** A field of a form: text, or one of several options. */
type FieldPlan<Id extends string> = {
	readonly id: Id;
	readonly label: string;
	readonly value?: string;
	/** The value is a proposal: what is typed or pasted first takes its place, any other key keeps it. */
	readonly isProposal?: boolean;
	/** What can be chosen (the first by default); text is typed where there are none. */
	readonly options?: readonly FormOption[];
	/** What to write here, in a few words; shown while the field has the keys. */
	readonly note?: string;
};

/** What a look at the values gave. */
export type FormVerdict<Id extends string> = {
	/** By field, what is wrong: while there is anything, the form cannot be submitted. */
	readonly errors?: Partial<Readonly<Record<Id, string>>>;
	/** By field, what is said below it in place of its note. */
	readonly notes?: Partial<Readonly<Record<Id, string>>>;
	/** The fields that do not apply now. */
	readonly hidden?: readonly Id[];
	/** What will happen, in words. */
	readonly outlook?: readonly Paragraph[];
};

export type FormPlan<Id extends string> = {
	readonly title: string;
	readonly tone?: Tone;
	readonly intro?: readonly Paragraph[];
	readonly fields: readonly FieldPlan<Id>[];
	/** The word for Enter: `save`, `start`. */
	readonly submit: string;
	/** Judges the values after every change: at once, or later (then the latest look counts). */
	readonly check?: (values: Values<Id>, signal: AbortSignal) => FormVerdict<Id> | Promise<FormVerdict<Id>>;
	/** What the text of a field could become, the best first. */
	readonly suggest?: (
		id: Id,
		values: Values<Id>,
		signal: AbortSignal,
	) => readonly string[] | Promise<readonly string[]>;
	/** Reads what was pasted (or typed, when the field is left) as more than this field: the values it sets, or null. */
	readonly absorb?: (id: Id, text: string, values: Values<Id>) => Partial<Values<Id>> | null;
};
