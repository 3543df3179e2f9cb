import {cells, fit, wrap} from '../../core/text/fit.ts';
import {
	type ApproveDialog,
	type ChooseDialog,
	fittingItems,
	type Paragraph,
} from '../../state/asked-dialogs.ts';
import {blank, type DialogLine, fact, heading, text} from '../dialog-line.ts';

/** A paragraph, wrapped. */
export function paragraphLines({text: words, kind, key, tone}: Paragraph, width: number): DialogLine[] {
	const look = tone === undefined ? {} : {tone};
	if (kind === 'heading') {
		return [heading(words)];
	}
	if (kind === 'raw') {
		const indent = /^ */.exec(words)?.[0].slice(0, width - 1) ?? '';
		return wrap(words.trimStart(), width - indent.length).map(line => ({
			kind: tone === undefined ? 'raw' : 'text',
			text: indent + line,
			...look,
		}));
	}
	return key === undefined ? text(words, width, tone) : fact(key, words, width, look);
}

/** What a question is about, and the question. */
export function approveLines({body, question, name}: ApproveDialog, width: number): DialogLine[] {
	return [
		...body.flatMap(each => paragraphLines(each, width)),
		...(body.length === 0 ? [] : [blank]),
		...text(name === null ? question : `${question} Type ${name} to say yes.`, width),
	];
}

/** The items that fit what is typed, their notes in a column. */
export function chooseLines(dialog: ChooseDialog): DialogLine[] {
	const shown = fittingItems(dialog).map(index => dialog.items[index]);
	const column = Math.min(44, Math.max(0, ...shown.map(item => cells(item?.label ?? ''))));
	return shown.map(item => ({
		kind: 'text',
		text: item?.note ? `${fit(item.label, column)}  ${item.note}` : (item?.label ?? ''),
	}));
}
