import type {AgentIdentity, AgentState} from '../../core/keys/agent.ts';
import type {KeyFile} from '../../core/keys/key-file.ts';
import {counted} from '../../core/text/numbers.ts';
import type {AppState} from '../app-state.ts';
import {shortPath} from '../short-path.ts';
import {heading, type PaneRow, text} from './pane-row.ts';

/** The agent's state in words. */
function agentLine(agent: AgentState | null): PaneRow {
	const row = (mark: NonNullable<PaneRow['mark']>, value: string, copy?: string): PaneRow => ({
		kind: 'fact',
		mark,
		label: 'agent',
		value,
		...(copy === undefined ? {} : {copy}),
	});
	switch (agent?.state) {
		case undefined:
			return row('none', 'asking the agent …');
		case 'keys':
			return row('up', counted(agent.identities.length, 'key'), agent.socket);
		case 'empty':
			return row('warning', 'empty or locked', agent.socket);
		case 'none':
			return row('none', 'none: SSH_AUTH_SOCK is not set');
		case 'stale':
			return row('bad', `stale socket: ${agent.reason}`, agent.socket);
		case 'silent':
			return row('bad', 'does not answer', agent.socket);
	}
}

/** What is known of a key file, in words, longest first. */
function keyNotes(isHeld: boolean, key: KeyFile): readonly string[] {
	const protection = key.encrypted === true ? 'passphrase' : key.encrypted === false ? 'no passphrase' : '';
	const short = isHeld ? 'in agent' : protection;
	return [[isHeld ? 'in agent' : '', protection].filter(Boolean).join(', '), short];
}

function keyRows(state: AppState, held: readonly AgentIdentity[], key: KeyFile): PaneRow[] {
	const isHeld = held.some(identity => identity.fingerprint === key.fingerprint);
	const kind = key.type === null ? '' : `${key.type} ${key.bits ?? ''}`.trim();
	const row: PaneRow = {
		kind: 'fact',
		mark: key.problems.length > 0 ? 'warning' : isHeld ? 'up' : 'ok',
		label: shortPath(key.path, state.home),
		value: [kind, key.fingerprint ?? '', key.comment].filter(Boolean).join(' '),
		notes: keyNotes(isHeld, key),
		copy: key.fingerprint ?? key.path,
	};
	return [row, ...key.problems.map(problem => text(`  ${problem}`, 'warning'))];
}

/** The rows of the Keys & agent pane: the agent, what only it holds, and the key files. */
export function keysRows(state: AppState): readonly PaneRow[] {
	const held = state.agent?.state === 'keys' ? state.agent.identities : [];
	const files = state.keyFiles ?? [];
	const onlyHeld = held.filter(identity => !files.some(file => file.fingerprint === identity.fingerprint));
	return [
		agentLine(state.agent),
		...(onlyHeld.length === 0 ? [] : [heading('In the agent alone')]),
		...onlyHeld.map(
			(identity): PaneRow => ({
				kind: 'fact',
				mark: 'up',
				label: identity.comment,
				value: `${identity.type} ${identity.bits} ${identity.fingerprint}`,
				copy: identity.fingerprint,
			}),
		),
		...(files.length === 0 ? [] : [heading('Key files')]),
		...files.flatMap(key => keyRows(state, held, key)),
		...(state.keyFiles?.length === 0 ? [text('No key files in ~/.ssh.')] : []),
	];
}
