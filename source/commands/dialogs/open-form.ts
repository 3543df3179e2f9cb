import {isAbort} from '../../core/errors.ts';
import {listStart} from '../../core/list/position.ts';
import {type FieldEdit, fieldWith} from '../../core/text/field.ts';
import {printable} from '../../core/text/printable.ts';
import {type FormDialog, formValues, nextField} from '../../state/asked-dialogs.ts';
import type {Store} from '../../state/store.ts';
import type {FormPlan, FormVerdict, Values} from './form.ts';
import {commonStart, editedIn, firstFields} from './form-fields.ts';

/** A form while it is open. */
export type OpenForm = {
	/** As it is shown first. */
	readonly first: FormDialog;
	/** It is on screen now. */
	start(): void;
	edit(edit: FieldEdit): void;
	paste(text: string): void;
	nextField(step: 1 | -1): void;
	complete(): void;
	suggestion(step: 1 | -1): void;
	option(step: 1 | -1): void;
	/** The values when nothing is wrong with them, else null: the first error has the keys then. */
	submit(): Promise<Values<string> | null>;
	stop(): void;
};

type Options<Id extends string> = {
	readonly id: number;
	readonly plan: FormPlan<Id>;
	readonly store: Store;
	readonly report: (error: unknown) => void;
};

const mostSuggestions = 200;

/** The life of one form: edits, checks and suggestions, each of which may come late. */
export function openForm<Id extends string>({id, plan, store, report}: Options<Id>): OpenForm {
	let check = new AbortController();
	let suggesting = new AbortController();
	let pending: Promise<void> = Promise.resolve();
	let cycled: {readonly list: readonly string[]; readonly index: number} | null = null;

	const first: FormDialog = {
		kind: 'form',
		id,
		title: printable(plan.title),
		tone: plan.tone ?? 'info',
		intro: (plan.intro ?? []).map(each => ({...each, text: printable(each.text)})),
		fields: firstFields(plan),
		focused: 0,
		suggestions: [],
		outlook: [],
		submit: plan.submit,
		position: listStart,
	};

	function shown(): FormDialog | null {
		const {dialog, beneath} = store.state();
		const found = [dialog, ...beneath].find(each => each?.kind === 'form' && each.id === id);
		return found?.kind === 'form' ? found : null;
	}

	function change(make: (form: FormDialog) => FormDialog): void {
		const form = shown();
		if (form !== null) {
			store.send({type: 'form-changed', form: make(form)});
		}
	}

	function valuesOf(form: FormDialog): Values<Id> {
		return formValues(form) as Values<Id>;
	}

	function judge(verdict: FormVerdict<Id>): void {
		change(form => ({
			...form,
			outlook: (verdict.outlook ?? []).map(each => ({...each, text: printable(each.text)})),
			fields: form.fields.map((field, index) => {
				const own = field.id as Id;
				const error = verdict.errors?.[own];
				return {
					...field,
					isShown: verdict.hidden?.includes(own) !== true,
					error: error === undefined ? null : printable(error),
					note: printable(verdict.notes?.[own] ?? plan.fields[index]?.note ?? '') || null,
				};
			}),
		}));
	}

	/** Has the values judged; the verdict of an older state of them is dropped. */
	function look(): void {
		check.abort();
		check = new AbortController();
		const {signal} = check;
		const form = shown();
		if (form === null || plan.check === undefined) {
			return;
		}
		const verdict = plan.check(valuesOf(form), signal);
		if (!(verdict instanceof Promise)) {
			judge(verdict);
			return;
		}
		pending = verdict.then(
			given => {
				if (!signal.aborted) {
					judge(given);
				}
			},
			(error: unknown) => {
				if (!signal.aborted && !isAbort(error)) {
					report(error);
				}
			},
		);
	}

	function suggest(): void {
		suggesting.abort();
		suggesting = new AbortController();
		const {signal} = suggesting;
		const form = shown();
		const focused = form?.fields[form.focused];
		if (form === null || focused === undefined) {
			return;
		}
		const show = (suggestions: readonly string[]): void => {
			if (!signal.aborted) {
				change(now => ({...now, suggestions: suggestions.slice(0, mostSuggestions)}));
			}
		};
		const found =
			focused.options === null ? (plan.suggest?.(focused.id as Id, valuesOf(form), signal) ?? []) : [];
		if (found instanceof Promise) {
			found.then(show, (error: unknown) => {
				if (!signal.aborted && !isAbort(error)) {
					report(error);
				}
			});
		} else {
			show(found);
		}
	}

	function set(values: Partial<Values<Id>>): void {
		change(form => ({
			...form,
			fields: form.fields.map(field => {
				const value = values[field.id as Id];
				return value === undefined ? field : {...field, field: fieldWith(value), isProposal: false};
			}),
		}));
		look();
		suggest();
	}

	function setFocused(text: string): void {
		const form = shown();
		const focused = form?.fields[form.focused];
		if (focused !== undefined) {
			set({[focused.id]: text} as Partial<Values<Id>>);
		}
	}

	/** What the focused field holds may be more than its value: then it is spread over the fields. */
	function absorb(text?: string): boolean {
		const form = shown();
		const focused = form?.fields[form.focused];
		if (form === null || focused === undefined || focused.options !== null) {
			return false;
		}
		const values = plan.absorb?.(focused.id as Id, text ?? focused.field.text, valuesOf(form)) ?? null;
		if (values !== null) {
			set(values);
		}
		return values !== null;
	}

	function focus(choose: (form: FormDialog) => number): void {
		absorb();
		cycled = null;
		change(form => ({
			...form,
			fields: form.fields.map(field => ({...field, isProposal: false})),
			focused: choose(form),
			suggestions: [],
		}));
		suggest();
	}

	return {
		first,
		start() {
			look();
			// Shown from the first fitting field on.
			change(form => (form.fields[form.focused]?.isShown ? form : {...form, focused: nextField(form, 1)}));
			suggest();
		},
		edit(edit) {
			cycled = null;
			change(form => ({
				...form,
				fields: form.fields.map((field, index) =>
					index === form.focused && field.options === null
						? {...field, field: editedIn(field, edit), isProposal: false, error: null}
						: field,
				),
			}));
			look();
			suggest();
		},
		paste(text) {
			// What has several lines is lost on one: it is read as it came first.
			if (text.includes('\n') && absorb(text)) {
				return;
			}
			this.edit({insert: text});
			absorb();
		},
		nextField: step => focus(form => nextField(form, step)),
		complete() {
			const form = shown();
			const focused = form?.fields[form.focused];
			if (form === null || focused === undefined) {
				return;
			}
			const {text} = focused.field;
			const longer = text === '' ? text : commonStart(text, form.suggestions);
			if (longer === text) {
				this.nextField(1);
			} else {
				setFocused(longer);
			}
		},
		suggestion(step) {
			const list = cycled?.list ?? shown()?.suggestions ?? [];
			if (list.length === 0) {
				return;
			}
			const from = cycled?.index ?? (step === 1 ? -1 : 0);
			const index = (from + step + list.length) % list.length;
			setFocused(list[index] as string);
			cycled = {list, index};
		},
		option(step) {
			const form = shown();
			const focused = form?.fields[form.focused];
			const options = focused?.options ?? [];
			const at = options.findIndex(({value}) => value === focused?.field.text);
			const next = options[(at + step + options.length) % options.length];
			if (next !== undefined) {
				setFocused(next.value);
			}
		},
		async submit() {
			absorb();
			look();
			// What is typed while a look is under way has to be looked at as well.
			for (let looked: Promise<void> | null = null; looked !== pending; ) {
				looked = pending;
				await looked;
			}
			const form = shown();
			if (form === null) {
				return null;
			}
			const wrong = form.fields.findIndex(({isShown, error}) => isShown && error !== null);
			if (wrong !== -1) {
				focus(() => wrong);
				return null;
			}
			return valuesOf(form);
		},
		stop() {
			check.abort();
			suggesting.abort();
		},
	};
}
