import {listStart} from '../../../core/list/position.ts';
import {chosenIdentities, chosenKey, keySubject} from '../../../state/key-subject.ts';
import type {Context} from '../../context.ts';

/** Everything that is known of the row; of an agent that is of no use also what to do. */
export async function openDetails({state, send, services}: Context): Promise<void> {
	const subject = keySubject(state());
	if (subject === null) {
		return;
	}
	const dialog = {kind: 'key', subject, surroundings: null, position: listStart} as const;
	send({type: 'dialog-opened', dialog});
	if (subject.kind === 'agent') {
		const surroundings = await services.keys.surroundings();
		if (state().dialog === dialog) {
			send({type: 'dialog-opened', dialog: {...dialog, surroundings}});
		}
	}
}

/** Copies the fingerprint. */
export async function copyFingerprint({state, terminal, say}: Context): Promise<void> {
	const found = chosenKey(state())?.fingerprint ?? chosenIdentities(state())[0]?.fingerprint;
	if (found !== undefined) {
		await terminal.copy(found);
		say('info', `Copied: ${found}`);
	}
}
