import {listStart} from '../../core/list/position.ts';
import {emptyField, type FieldEdit} from '../../core/text/field.ts';
import {printable} from '../../core/text/printable.ts';
import type {Tone} from '../../state/app-state.ts';
import {type AskedDialog, type ChooseItem, fittingItems, type Paragraph} from '../../state/asked-dialogs.ts';
import type {Store} from '../../state/store.ts';
import type {FormPlan, Values} from './form.ts';
import {type OpenForm, openForm} from './open-form.ts';

type Question = {
	readonly title: string;
	readonly tone?: Tone;
	/** What it is about: paragraphs, the lines of a diff. Cleaned here. */
	readonly body?: readonly Paragraph[];
	readonly question: string;
	/** What has to be typed to say yes (the name of a host that is dear); without it `y` is enough. */
	readonly name?: string | undefined;
	/** Finds out more while the question is open, and shows it in place of the body. */
	readonly grow?: (show: (body: readonly Paragraph[]) => void, signal: AbortSignal) => Promise<void>;
};

type Choice<Item extends ChooseItem> = {
	readonly title: string;
	readonly tone?: Tone;
	readonly items: readonly Item[];
	/** The index of the item that the cursor stands on first. */
	readonly chosen?: number;
};

/** Asks the user in a dialog and waits for the answer. A dialog that is open stays below. */
export type Dialogs = {
	/** Whether it was answered with yes. */
	confirm(question: Question): Promise<boolean>;
	/** The chosen item; null when none was. */
	choose<Item extends ChooseItem>(choice: Choice<Item>): Promise<Item | null>;
	/** The values of a form that was submitted with nothing wrong in it; null when it was left. */
	form<Id extends string>(plan: FormPlan<Id>): Promise<Values<Id> | null>;
	/** What the keys do in the dialog on screen. */
	readonly keys: {
		/** Yes, the chosen item, or submit; says why not where that cannot be. */
		accept(): void;
		/** No answer. */
		leave(): void;
		/** Edits the field of a form that has the keys. */
		edit(edit: FieldEdit): void;
		paste(text: string): void;
		nextField(step: 1 | -1): void;
		/** Completes what is typed, or goes to the next field. */
		complete(): void;
		suggestion(step: 1 | -1): void;
		option(step: 1 | -1): void;
	};
};

type Open = {readonly settle: (answer: unknown) => void; readonly form: OpenForm | null};

function clean(paragraphs: readonly Paragraph[]): readonly Paragraph[] {
	return paragraphs.map(each => ({...each, text: printable(each.text)}));
}

/** Opens the dialogs that handlers ask with. `say` tells why an answer is not taken; `report` hears what must not happen. */
export function openDialogs(
	store: Store,
	say: (tone: Tone, text: string) => void,
	report: (error: unknown) => void,
): Dialogs {
	const open = new Map<number, Open>();
	let lastId = 0;

	function isAsked(dialog: {kind: string} | null): dialog is AskedDialog {
		return dialog?.kind === 'approve' || dialog?.kind === 'choose' || dialog?.kind === 'form';
	}

	/** The dialog on screen, if a handler waits for it. */
	function onScreen(): {dialog: AskedDialog; entry: Open} | null {
		const {dialog} = store.state();
		const entry = isAsked(dialog) ? open.get(dialog.id) : undefined;
		return isAsked(dialog) && entry !== undefined ? {dialog, entry} : null;
	}

	function shownForm(): OpenForm | null {
		const shown = onScreen();
		return shown?.dialog.kind === 'form' ? shown.entry.form : null;
	}

	function settle(id: number, answer: unknown): void {
		const entry = open.get(id);
		open.delete(id);
		entry?.form?.stop();
		entry?.settle(answer);
	}

	function finish(answer: unknown): void {
		const shown = onScreen();
		if (shown !== null) {
			settle(shown.dialog.id, answer);
			store.send({type: 'dialog-closed'});
		}
	}

	// A dialog that something else took the place of gets no answer any more.
	store.subscribe(({dialog, beneath}, before) => {
		if (open.size > 0 && (dialog !== before.dialog || beneath !== before.beneath)) {
			const there = new Set([dialog, ...beneath].filter(isAsked).map(({id}) => id));
			for (const id of open.keys()) {
				if (!there.has(id)) {
					settle(id, null);
				}
			}
		}
	});

	function ask<Answer>(
		make: (id: number) => AskedDialog,
		form: (id: number) => OpenForm | null = () => null,
	): Promise<Answer> {
		const id = ++lastId;
		return new Promise(resolve => {
			store.send({type: 'dialog-stacked', dialog: make(id)});
			open.set(id, {settle: resolve as (answer: unknown) => void, form: form(id)});
		});
	}

	async function accept(): Promise<void> {
		const shown = onScreen();
		if (shown === null) {
			return;
		}
		const {dialog, entry} = shown;
		if (dialog.kind === 'approve') {
			if (dialog.name === null || dialog.field.text.trim() === dialog.name) {
				finish(true);
			} else {
				say('warning', `Nothing done: type ${dialog.name} to go on, Esc leaves.`);
			}
		} else if (dialog.kind === 'choose') {
			const index = fittingItems(dialog)[dialog.position.cursor];
			if (index !== undefined) {
				finish(index);
			}
		} else {
			const values = await entry.form?.submit();
			if (values !== null && values !== undefined && onScreen()?.dialog.id === dialog.id) {
				finish(values);
			}
		}
	}

	return {
		confirm({title, tone = 'warning', body = [], question, name, grow}) {
			const over = new AbortController();
			return ask<boolean | null>(id => {
				const show = (more: readonly Paragraph[]): void => {
					if (!over.signal.aborted) {
						store.send({type: 'question-grown', id, body: clean(more)});
					}
				};
				// After the dialog is there.
				setImmediate(() => {
					grow?.(show, over.signal).catch((error: unknown) => {
						if (!over.signal.aborted) {
							report(error);
						}
					});
				});
				return {
					kind: 'approve',
					id,
					title: printable(title),
					tone,
					body: clean(body),
					question: printable(question),
					name: name ?? null,
					field: emptyField,
					position: listStart,
				};
			}).then(answer => {
				over.abort();
				return answer === true;
			});
		},
		async choose({title, tone = 'info', items, chosen = 0}) {
			const index = await ask<number | null>(id => ({
				kind: 'choose',
				id,
				title: printable(title),
				tone,
				items: items.map(({label, note}) => ({
					label: printable(label),
					...(note === undefined ? {} : {note: printable(note)}),
				})),
				field: emptyField,
				position: {cursor: chosen, first: 0},
			}));
			return index === null ? null : (items[index] ?? null);
		},
		form<Id extends string>(plan: FormPlan<Id>) {
			let form: OpenForm | null = null;
			return ask<Values<Id> | null>(
				id => {
					form = openForm({id, plan, store, report});
					return form.first;
				},
				() => {
					form?.start();
					return form;
				},
			);
		},
		keys: {
			accept: () => void accept().catch(report),
			leave: () => finish(null),
			edit: edit => shownForm()?.edit(edit),
			paste: text => shownForm()?.paste(text),
			nextField: step => shownForm()?.nextField(step),
			complete: () => shownForm()?.complete(),
			suggestion: step => shownForm()?.suggestion(step),
			option: step => shownForm()?.option(step),
		},
	};
}
