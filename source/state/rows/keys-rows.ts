import {tooManyKeys} from '../../core/doctor/too-many-keys.ts';
import type {AgentIdentity, AgentState} from '../../core/keys/agent.ts';
import {agentWords} from '../../core/keys/agent-words.ts';
import type {Certificate} from '../../core/keys/certificate.ts';
import {gradeOf, type KeyFile} from '../../core/keys/key-file.ts';
import type {KeySubject} from '../../core/keys/key-subject.ts';
import {usersOf} from '../../core/keys/key-uses.ts';
import {counted, span} from '../../core/text/numbers.ts';
import type {AppState} from '../app-state.ts';
import {shortPath} from '../short-path.ts';
import {heading, type PaneRow, text} from './pane-row.ts';

const agentMarks = {keys: 'up', empty: 'warning', none: 'none', stale: 'bad', silent: 'bad'} as const;

function agentRow(agent: AgentState | null, label: string, subject: KeySubject): PaneRow {
	if (agent === null) {
		return {kind: 'fact', mark: 'none', label, value: 'asking the agent …', subject};
	}
	const copy = 'socket' in agent ? {copy: agent.socket} : {};
	return {kind: 'fact', mark: agentMarks[agent.state], label, value: agentWords(agent), subject, ...copy};
}

/** What is known of a key file, in words, longest first. */
function keyNotes(state: AppState, isHeld: boolean, key: KeyFile): readonly string[] {
	const protection = key.encrypted === true ? 'passphrase' : key.encrypted === false ? 'no passphrase' : '';
	const users = hostsOf(state, key.path).length;
	const hosts = users === 0 ? '' : counted(users, 'host');
	const held = isHeld ? 'in agent' : '';
	const short = held || protection;
	return [
		[held, protection, hosts].filter(Boolean).join(', '),
		[held, protection].filter(Boolean).join(', '),
		short,
	];
}

/** The hosts that offer a key, by a static reading of the config. */
export function hostsOf({hosts}: AppState, path: string): readonly string[] {
	return hosts.reading === null ? [] : usersOf(hosts.reading.keyUses, path);
}

/** The validity of a certificate in words, `now` in milliseconds since the epoch. */
export function validity({validAfter, validBefore}: Certificate, now: number): string {
	const seconds = now / 1000;
	if (validAfter !== null && seconds < validAfter) {
		return `valid in ${span(validAfter - seconds)}`;
	}
	if (validBefore === null) {
		return 'valid for ever';
	}
	return seconds < validBefore
		? `valid for another ${span(validBefore - seconds)}`
		: `expired ${span(seconds - validBefore)} ago`;
}

function certificateText({keyId, principals, ...rest}: Certificate, now: number): string {
	const whom = principals.length === 0 ? 'nobody in particular' : principals.join(', ');
	return `  certificate “${keyId}” for ${whom}, ${validity({keyId, principals, ...rest}, now)}`;
}

/** Of a key that cannot be read nothing is said at all. */
function commentOf({comment, type, fingerprint}: KeyFile): string {
	return comment ?? (type === null && fingerprint === null ? '' : 'no comment');
}

function keyRows(state: AppState, held: readonly AgentIdentity[], key: KeyFile): PaneRow[] {
	const isHeld = key.fingerprint !== null && held.some(({fingerprint}) => fingerprint === key.fingerprint);
	const kind = key.type === null ? '' : `${key.type} ${key.bits ?? ''}`.trim();
	const grade = gradeOf(key);
	const subject: KeySubject = {kind: 'file', path: key.path};
	const row: PaneRow = {
		kind: 'fact',
		mark: grade === 'bad' ? 'bad' : grade === 'fair' ? 'warning' : isHeld ? 'up' : 'ok',
		label: shortPath(key.path, state.home),
		value: [kind, key.fingerprint ?? '', commentOf(key)].filter(Boolean).join(' '),
		notes: keyNotes(state, isHeld, key),
		copy: key.fingerprint ?? key.path,
		subject,
	};
	const below = key.problems.map(({severity, problem}) =>
		text(`  ${problem}`, severity === 'note' ? undefined : severity),
	);
	const certificate = key.certificate === null ? [] : [text(certificateText(key.certificate, state.now))];
	return [row, ...[...certificate, ...below].map(each => ({...each, subject}))];
}

function identityRow(identity: AgentIdentity): PaneRow {
	return {
		kind: 'fact',
		mark: 'up',
		label: identity.comment,
		value: `${identity.type} ${identity.bits} ${identity.fingerprint}`,
		copy: identity.fingerprint,
		subject: {kind: 'identity', blob: identity.blob},
	};
}

/** What a server may hold against an agent with many keys. */
function tooManyRows(held: readonly AgentIdentity[]): PaneRow[] {
	const finding = tooManyKeys(held.length, 'The agent offers');
	return finding === null
		? []
		: [{...text(`  ${finding.cause}`, 'warning'), subject: {kind: 'agent', socket: null}}];
}

/** The rows of the Keys & agent pane: the agents, the key files, and what only ours holds. */
export function keysRows(state: AppState): readonly PaneRow[] {
	const held = state.agent?.state === 'keys' ? state.agent.identities : [];
	const files = state.keyFiles ?? [];
	const onlyHeld = held.filter(identity => !files.some(file => file.fingerprint === identity.fingerprint));
	return [
		agentRow(state.agent, 'agent', {kind: 'agent', socket: null}),
		...state.otherAgents.map(({socket, hosts, agent}) =>
			agentRow(agent, `agent of ${hosts.length > 2 ? counted(hosts.length, 'host') : hosts.join(', ')}`, {
				kind: 'agent',
				socket,
			}),
		),
		...tooManyRows(held),
		...(files.length === 0 ? [] : [heading('Key files')]),
		...files.flatMap(key => keyRows(state, held, key)),
		...(state.keyFiles?.length === 0 ? [text('No key files in ~/.ssh. g makes one.')] : []),
		...(onlyHeld.length === 0 ? [] : [heading('In the agent alone')]),
		...onlyHeld.map(identityRow),
	];
}
