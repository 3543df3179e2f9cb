import {edited, emptyField, type FieldEdit, fieldWith, type TextField} from '../../core/text/field.ts';
import type {FormField} from '../../state/asked-dialogs.ts';
import type {FormPlan} from './form.ts';

/** The fields as a form begins with them. */
export function firstFields<Id extends string>(plan: FormPlan<Id>): FormField[] {
	return plan.fields.map(({id, label, value, options, note, isProposal}) => ({
		id,
		label,
		options: options ?? null,
		field: fieldWith(value ?? options?.[0]?.value ?? ''),
		isProposal: isProposal === true && value !== '',
		isShown: true,
		note: note ?? null,
		error: null,
	}));
}

/** The text of a field after an edit: what is typed first takes the place of a proposal. */
export function editedIn({field, isProposal}: FormField, edit: FieldEdit): TextField {
	return edited(isProposal && typeof edit === 'object' ? emptyField : field, edit);
}

/** How far the suggestions that go on where the text ends agree; the text itself where none does. */
export function commonStart(text: string, suggestions: readonly string[]): string {
	const longer = suggestions.filter(each => each.startsWith(text) && each !== text);
	const [first = text, ...others] = longer;
	let length = first.length;
	for (const other of others) {
		while (!other.startsWith(first.slice(0, length))) {
			length--;
		}
	}
	return first.slice(0, length);
}
