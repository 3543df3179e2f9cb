import {edited, type FieldEdit, fieldWith, type TextField} from '../../core/text/field.ts';
import {graphemes} from '../../core/text/fit.ts';

/** What ssh reads of an answer, in bytes: the rest would be cut off. */
export const longestAnswer = 1023;

/**
 * A masked field after an edit. Typed and pasted text stays as it is, but for a line end behind it; null for text of
 * several lines, of which ssh would read the first alone.
 */
export function editedSecret(field: TextField, edit: FieldEdit): TextField | null {
	if (typeof edit === 'string') {
		return edited(field, edit);
	}
	const text = edit.insert.replace(/[\r\n]+$/, '');
	if (/[\r\n\0]/.test(text)) {
		return null;
	}
	const parts = graphemes(field.text);
	const before = parts.slice(0, field.cursor).join('') + text;
	return {text: before + parts.slice(field.cursor).join(''), cursor: fieldWith(before).cursor};
}
