import type {Context, Handler} from '../../context.ts';

/** Asks for a pattern and marks what fits it, or takes the marks away. */
export function markByGlob(isMarked: boolean): Handler {
	return async ({dialogs, send}: Context) => {
		const values = await dialogs.form({
			title: isMarked ? 'Mark by pattern' : 'Take marks away by pattern',
			fields: [
				{
					id: 'pattern',
					label: 'Pattern',
					value: '*',
					isProposal: true,
					note: '* stands for anything, ? for one character, [a-z] for one of these.',
				},
			],
			submit: isMarked ? 'mark' : 'unmark',
		});
		if (values !== null && values.pattern !== '') {
			send({type: 'in-files', event: {type: 'marked-by-glob', pattern: values.pattern, isMarked}});
		}
	};
}
