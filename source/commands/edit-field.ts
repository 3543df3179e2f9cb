import type {FieldEdit} from '../core/text/field.ts';
import type {Context} from './context.ts';

/** Edits the field that has the keys: a secret where it lives, else that of the dialog, else the filter. */
export function editField({state, send, prompts, dialogs}: Context, edit: FieldEdit): void {
	const {dialog, screen} = state();
	if (dialog?.kind === 'secret') {
		prompts.edit(edit);
		return;
	}
	if (dialog?.kind === 'form') {
		dialogs.keys.edit(edit);
		return;
	}
	if (dialog === null && screen === 'files') {
		send({type: 'in-files', event: {type: 'filter-edited', edit}});
		return;
	}
	send({type: dialog === null ? 'filter-edited' : 'dialog-edited', edit});
}
