import type {Context} from '../context.ts';

/** Removes what programs that were killed left of edits, and tells of the texts in it that were not saved. */
export async function sweepEdits({send, services}: Pick<Context, 'send' | 'services'>): Promise<void> {
	for (const {host, path, left} of await services.files.sweepScratches()) {
		const text = `Not saved on ${host}: an edit of ${path}. Its text is in ${left}: copy that to the host where it is wanted, then remove it.`;
		send({type: 'notice-given', text});
	}
}
