import {edited, type FieldEdit, fieldWith, type TextField} from '../../core/text/field.ts';
import {graphemes} from '../../core/text/fit.ts';

/** A masked field after an edit. Typed and pasted text stays as it is, but for a line end behind it. */
export function editedSecret(field: TextField, edit: FieldEdit): TextField {
	if (typeof edit === 'string') {
		return edited(field, edit);
	}
	const parts = graphemes(field.text);
	const before = parts.slice(0, field.cursor).join('') + edit.insert.replace(/[\r\n]+$/, '');
	return {text: before + parts.slice(field.cursor).join(''), cursor: fieldWith(before).cursor};
}
