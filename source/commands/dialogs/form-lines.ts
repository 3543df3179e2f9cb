import {fieldView} from '../../core/text/field.ts';
import {cells, fit, wrap} from '../../core/text/fit.ts';
import {printable} from '../../core/text/printable.ts';
import type {FormDialog, FormField, FormOption} from '../../state/asked-dialogs.ts';
import {blank, type DialogLine, text} from '../dialog-line.ts';
import {paragraphLines} from './asked-lines.ts';

/** A form as lines. */
export type FormView = {
	readonly lines: readonly FormLine[];
	/** The cells of the labels, and of the mark before them. */
	readonly labelColumn: number;
	/** Where the field with the keys is: its line, and the cell in it where the cursor stands. */
	readonly cursor: {readonly line: number; readonly column: number} | null;
	/** The first line on screen where so many are: the field with the keys and what stands below it can be seen. */
	shownFrom(height: number): number;
};

/** `label` stands before the text; the field that has the keys is marked. */
export type FormLine = DialogLine & {
	readonly label?: string;
	readonly isFocused?: boolean;
	/** What is typed now takes the place of the text. */
	readonly isProposal?: boolean;
};

const leastLabelColumn = 18;
/** The mark before a label, and the gap behind it. */
const aroundLabel = 3;
const mostSuggestions = 5;
const proposalNote = 'Typing replaces it, ← or End edits it.';

/** The options of a field, the chosen one in brackets, on as many lines as they need. */
function optionLines(options: readonly FormOption[], chosen: string, width: number): readonly string[] {
	const lines: string[] = [];
	for (const {value, label} of options) {
		const shown = value === chosen ? `[${label}]` : ` ${label} `;
		const longer = lines.length === 0 ? shown : `${lines.at(-1)} ${shown}`;
		if (lines.length === 0 || cells(longer.trimEnd()) > width) {
			lines.push(shown);
		} else {
			lines[lines.length - 1] = longer;
		}
	}
	return lines.map(line => fit(line.trimEnd(), width).trimEnd());
}

function noteLines(note: string | null, width: number): DialogLine[] {
	return note === null ? [] : wrap(note, width).map(line => ({kind: 'raw', text: line}));
}

function errorLines(error: string | null, width: number): DialogLine[] {
	return error === null ? [] : text(`! ${error}`, width, 'bad');
}

function belowField(dialog: FormDialog, field: FormField, width: number): DialogLine[] {
	const {error, note, options} = field;
	const words = error === null ? note : null;
	const isTyped = options === null && field.field.text !== '';
	const others = dialog.suggestions.filter(each => each !== field.field.text);
	const shown = options === null && (isTyped || others.length <= 20) ? others.slice(0, mostSuggestions) : [];
	const more = others.length - shown.length;
	const list = shown.map((each): DialogLine => ({kind: 'raw', text: fit(printable(each), width).trimEnd()}));
	return [
		...noteLines(field.isProposal && error === null ? proposalNote : null, width),
		...noteLines(words, width),
		...errorLines(error, width),
		...list,
		...(shown.length > 0 && more > 0 ? [{kind: 'raw', text: `and ${more} more`} as const] : []),
	];
}

/** The lines of a form at a width. */
export function formLines(dialog: FormDialog, width: number): FormView {
	const labels = dialog.fields.map(({label}) => cells(label) + aroundLabel);
	const labelColumn = Math.max(leastLabelColumn, ...labels);
	const room = Math.max(1, width - labelColumn);
	const lines: FormLine[] = dialog.intro.flatMap(each => paragraphLines(each, width));
	if (lines.length > 0) {
		lines.push(blank);
	}
	let cursor: FormView['cursor'] = null;
	let focusedEnd = 0;
	for (const [index, field] of dialog.fields.entries()) {
		if (!field.isShown) {
			continue;
		}
		const isFocused = index === dialog.focused;
		const view = fieldView(isFocused ? field.field : {text: field.field.text, cursor: 0}, room);
		const [shown = '', ...more] =
			field.options === null ? [view.text] : optionLines(field.options, field.field.text, room);
		if (isFocused) {
			cursor = {line: lines.length, column: labelColumn + (field.options === null ? view.cursor : 0)};
		}
		const isProposal = isFocused && field.isProposal;
		lines.push({kind: 'text', label: field.label, text: shown, isFocused, isProposal});
		lines.push(...more.map((line): FormLine => ({kind: 'text', text: line, label: ''})));
		const below = isFocused ? belowField(dialog, field, room) : errorLines(field.error, room);
		lines.push(...below.map(line => ({...line, label: ''})));
		focusedEnd = isFocused ? lines.length : focusedEnd;
	}
	if (dialog.outlook.length > 0) {
		lines.push(blank, ...dialog.outlook.flatMap(each => paragraphLines(each, width)));
	}
	return {
		lines,
		labelColumn,
		cursor,
		shownFrom: height => Math.max(0, Math.min(cursor?.line ?? 0, focusedEnd + 1 - height)),
	};
}
