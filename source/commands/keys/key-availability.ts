import type {AppState} from '../../state/app-state.ts';
import {chosenIdentities, chosenKey, heldIdentities, keySubject} from '../../state/key-subject.ts';

const chooseFile = 'Choose a key file first.';

function ofFile(state: AppState): string | null {
	const key = chosenKey(state);
	if (key === null) {
		return keySubject(state)?.kind === 'identity'
			? 'That key has no file here, only the agent has it.'
			: chooseFile;
	}
	if (key.format === 'public') {
		return 'Only its public half is here.';
	}
	return key.format === 'unknown' ? `Not with this file. ${key.problems[0]?.problem ?? ''}`.trim() : null;
}

/** Why a command on keys cannot run now, as a sentence; null when it can. `action` is its id without the scope. */
export function keyUnavailable(action: string, state: AppState): string | null {
	const subject = keySubject(state);
	switch (action) {
		case 'details':
			return subject === null ? 'Nothing to show in this row.' : null;
		case 'add':
			return subject?.kind === 'agent' ? null : ofFile(state);
		case 'passphrase':
			return ofFile(state);
		case 'install':
			return chosenKey(state)?.format === 'public' ? null : ofFile(state);
		case 'write-public':
			return ofFile(state) ?? whyNotWritten(state);
		case 'remove':
			return subject?.kind === 'agent' ? noneHeld(state) : notHeld(state);
		case 'test':
			return notHeld(state);
		case 'remove-all':
			return noneHeld(state);
		case 'copy':
			return chosenKey(state)?.fingerprint || chosenIdentities(state).length > 0
				? null
				: 'Nothing to copy here.';
		default:
			return null;
	}
}

function noneHeld(state: AppState): string | null {
	return heldIdentities(state).length === 0 ? 'The agent holds no key.' : null;
}

function notHeld(state: AppState): string | null {
	if (keySubject(state) === null) {
		return 'Choose a key first.';
	}
	return chosenIdentities(state).length === 0 ? 'The agent has not got this key.' : null;
}

function whyNotWritten(state: AppState): string | null {
	const isFaulty = chosenKey(state)?.problems.some(({problem}) => problem.startsWith('Its .pub'));
	return isFaulty === true ? null : 'Its .pub is there, and is that of this key.';
}
