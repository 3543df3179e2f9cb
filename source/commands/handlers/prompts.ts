import {judgeAnswer} from '../../core/prompts/judge-answer.ts';
import type {Context} from '../context.ts';
import {isDoubtful} from '../prompts/question-lines.ts';

/** Enter: the typed answer goes to the child that asked, if it is one. */
export function answer({state, send, prompts}: Context): void {
	const {dialog} = state();
	if (dialog?.kind !== 'question') {
		prompts.answerSecret();
		return;
	}
	const judged = judgeAnswer(dialog.prompt, dialog.field.text, isDoubtful(state(), dialog));
	if ('answer' in judged) {
		prompts.answer(judged.answer);
	} else {
		send({type: 'dialog-opened', dialog: {...dialog, complaint: judged.complaint}});
	}
}

/** Esc: no answer; what asked is ended. */
export function cancel({prompts}: Context): void {
	prompts.answer(null);
}
