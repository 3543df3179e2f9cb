import type {AgentIdentity} from '../core/keys/agent.ts';
import type {KeyFile} from '../core/keys/key-file.ts';
import type {KeySubject} from '../core/keys/key-subject.ts';
import {sameBytes} from '../core/keys/same-bytes.ts';
import type {AppState} from './app-state.ts';
import {paneRows} from './pane-rows.ts';

/** What the commands on keys are about: what the open details show, else the row under the cursor. */
export function keySubject(state: AppState): KeySubject | null {
	const {dialog, beneath, positions} = state;
	const details = [dialog, ...beneath].find(each => each?.kind === 'key');
	return details?.kind === 'key'
		? details.subject
		: (paneRows(state, 'keys')[positions.keys.cursor]?.subject ?? null);
}

/** The key file that they are about, as it is known now. */
export function chosenKey(state: AppState, subject = keySubject(state)): KeyFile | null {
	return subject?.kind === 'file' ? (state.keyFiles?.find(({path}) => path === subject.path) ?? null) : null;
}

/** The identities of our agent that they are about: a key may be there plain and with its certificate. */
export function chosenIdentities(state: AppState, subject = keySubject(state)): readonly AgentIdentity[] {
	const held = heldIdentities(state);
	if (subject?.kind === 'identity') {
		return held.filter(({blob}) => sameBytes(blob, subject.blob));
	}
	const key = chosenKey(state, subject);
	return key?.fingerprint == null ? [] : held.filter(({fingerprint}) => fingerprint === key.fingerprint);
}

/** All that our agent holds. */
export function heldIdentities({agent}: AppState): readonly AgentIdentity[] {
	return agent?.state === 'keys' ? agent.identities : [];
}
