import {octal} from '../../core/doctor/mode-fault.ts';
import type {AgentIdentity} from '../../core/keys/agent.ts';
import {agentAdvice} from '../../core/keys/agent-advice.ts';
import {agentWords} from '../../core/keys/agent-words.ts';
import type {Certificate} from '../../core/keys/certificate.ts';
import {remarkOn} from '../../core/keys/judge-key.ts';
import {gradeOf, isHardwareKey, type KeyFile} from '../../core/keys/key-file.ts';
import {counted, span} from '../../core/text/numbers.ts';
import {printable} from '../../core/text/printable.ts';
import type {AddedKey, AppState, KeyDialog} from '../../state/app-state.ts';
import {chosenIdentities, chosenKey} from '../../state/key-subject.ts';
import {hostsOf, validity} from '../../state/rows/keys-rows.ts';
import {blank, type DialogLine, fact, heading, text} from '../dialog-line.ts';

const mostHosts = 40;
const grades = {
	good: {text: 'good', tone: 'good'},
	fair: {text: 'fair: it works, and could be better', tone: 'warning'},
	bad: {text: 'bad', tone: 'bad'},
} as const;

/** The lines of the details of an agent, a key file, or an identity that only the agent has. */
export function keyLines(state: AppState, dialog: KeyDialog, width: number): readonly DialogLine[] {
	const {subject} = dialog;
	if (subject.kind === 'agent') {
		return agentLines(state, dialog, width);
	}
	if (subject.kind === 'identity') {
		const [identity] = chosenIdentities(state, subject);
		return identity === undefined
			? text('It is no longer in the agent.', width)
			: identityLines(state, identity, width);
	}
	const key = chosenKey(state, subject);
	return key === null ? text('It is no longer there.', width) : fileLines(state, key, width);
}

function fileLines(state: AppState, key: KeyFile, width: number): DialogLine[] {
	const row = (label: string, value: string | null): DialogLine[] =>
		value === null ? [] : fact(label, printable(value), width);
	const grade = grades[gradeOf(key)];
	const remark = remarkOn(key);
	return [
		...row(
			'type',
			key.type === null ? 'not known before its passphrase' : `${key.type} ${key.bits ?? ''}`.trim(),
		),
		...row('fingerprint', key.fingerprint),
		...row('comment', key.comment ?? 'no comment'),
		...row('format', formatOf(key)),
		...row('passphrase', protectionOf(key)),
		...row('mode', key.mode === null ? null : octal(key.mode)),
		...row('agent', agentOf(state, key)),
		...row('used by', usersOf(hostsOf(state, key.path))),
		...fact('grade', grade.text, width, {tone: grade.tone}),
		...(remark === null ? [] : row('', remark)),
		...key.problems.flatMap(({severity, problem, advice}) => [
			blank,
			...text(printable(problem), width, severity === 'note' ? undefined : severity),
			...text(printable(advice), width),
		]),
		...(key.certificate === null ? [] : certificateLines(key.certificate, key.authority, state.now, width)),
	];
}

function formatOf(key: KeyFile): string {
	if (isHardwareKey(key) && key.format === 'openssh') {
		return 'FIDO: the file is a handle, the private half is in a security key';
	}
	const names = {
		openssh: 'OpenSSH',
		pem: 'PEM',
		pkcs8: 'PKCS#8',
		public: 'public half alone',
		unknown: 'not known',
	};
	return names[key.format];
}

function protectionOf({encrypted, cipher, rounds, format}: KeyFile): string | null {
	if (encrypted === null) {
		return null;
	}
	if (!encrypted) {
		return 'none';
	}
	const derivation = format === 'pem' ? '1 round of MD5' : rounds === null ? '' : counted(rounds, 'round');
	return ['yes', [cipher, derivation].filter(Boolean).join(', ')].filter(Boolean).join(': ');
}

function agentOf(state: AppState, key: KeyFile): string {
	const identities = chosenIdentities(state, {kind: 'file', path: key.path});
	if (identities.length === 0) {
		return state.agent === null || state.agent.state === 'keys' ? 'not in it' : agentWords(state.agent);
	}
	const added = key.fingerprint === null ? undefined : state.addedKeys[key.fingerprint];
	const certificates = identities.filter(({certificate}) => certificate !== null).length;
	const what =
		certificates === 0
			? 'in it'
			: identities.length > certificates
				? 'in it, with its certificate'
				: 'its certificate is in it';
	return [what, ...(added === undefined ? [] : [constraints(added, state.now)])].filter(Boolean).join(', ');
}

/** What we asked of the agent when we added a key: it tells nobody itself. `now` in milliseconds since the epoch. */
function constraints({until, confirm}: AddedKey, now: number): string {
	if (until !== null && until <= now) {
		// It is there all the same: somebody else has added it since.
		return '';
	}
	const rest = until === null ? '' : `for another ${span((until - now) / 1000)}`;
	return [rest, confirm ? 'asks before each use' : ''].filter(Boolean).join(', ');
}

function usersOf(hosts: readonly string[]): string {
	const shown = hosts.slice(0, mostHosts).join(', ');
	return hosts.length === 0
		? 'no host of the config'
		: hosts.length > mostHosts
			? `${shown} and ${hosts.length - mostHosts} more`
			: shown;
}

function certificateLines(
	certificate: Certificate,
	authority: string | null,
	now: number,
	width: number,
): DialogLine[] {
	const {kind, keyId, serial, principals, validAfter, validBefore, criticalOptions, extensions} = certificate;
	const row = (label: string, value: string): DialogLine[] => fact(label, printable(value), width);
	const day = (seconds: number | null, otherwise: string): string =>
		seconds === null ? otherwise : localTime(seconds);
	const isOver = validBefore !== null && now / 1000 >= validBefore;
	return [
		blank,
		heading('Certificate'),
		...row('identity', keyId),
		...row('kind', `${kind} certificate, serial ${serial}`),
		...row(
			'principals',
			principals.length === 0 ? 'none: sshd accepts it for nobody by default' : principals.join(', '),
		),
		...fact('validity', validity(certificate, now), width, isOver ? {tone: 'bad'} : {}),
		...row('from, to', `${day(validAfter, 'always')}, ${day(validBefore, 'for ever')}`),
		...(authority === null ? [] : row('authority', authority)),
		...(criticalOptions.length === 0 ? [] : row('restricted to', criticalOptions.join(', '))),
		...row('allows', extensions.length === 0 ? 'nothing beside commands' : extensions.join(', ')),
	];
}

/** A time in the zone of this machine, as `ssh-keygen -L` prints it. */
function localTime(seconds: number): string {
	const time = new Date(seconds * 1000);
	if (Number.isNaN(time.getTime())) {
		return 'beyond all dates';
	}
	const two = (number: number): string => String(number).padStart(2, '0');
	const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
	return `${day}T${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function identityLines(state: AppState, identity: AgentIdentity, width: number): DialogLine[] {
	const {type, bits, fingerprint, comment, certificate} = identity;
	const row = (label: string, value: string): DialogLine[] => fact(label, printable(value), width);
	const remark = bits === 0 ? ['Sallyport does not know this kind of key.'] : [];
	return [
		...row('type', `${type} ${bits}`),
		...row('fingerprint', fingerprint),
		...row('comment', comment),
		...row('agent', 'in it, without a file in ~/.ssh'),
		...remark.flatMap(each => text(each, width)),
		...(certificate === null ? [] : certificateLines(certificate, null, state.now, width)),
	];
}

function agentLines(state: AppState, {subject, surroundings}: KeyDialog, width: number): DialogLine[] {
	const socket = subject.kind === 'agent' ? subject.socket : null;
	const other = state.otherAgents.find(each => each.socket === socket);
	const agent = socket === null ? state.agent : (other?.agent ?? null);
	const row = (label: string, value: string): DialogLine[] => fact(label, printable(value), width);
	if (agent === null) {
		return text('It is being asked.', width);
	}
	const identities = agent.state === 'keys' ? agent.identities : [];
	const users = state.hosts.reading?.keyUses.agents.find(each => each.socket === null)?.hosts ?? [];
	const advice = surroundings === null || socket !== null ? [] : agentAdvice(agent, surroundings);
	return [
		...row('state', agentWords(agent)),
		...('socket' in agent ? row('socket', agent.socket) : []),
		...(other === undefined ? [] : row('asked for', usersOf(other.hosts))),
		...(socket === null && users.length > 0 ? row('not asked for', usersOf(users)) : []),
		...(advice.length === 0 ? [] : [blank]),
		...advice.flatMap((each): DialogLine[] => [
			...(each.isCommand
				? text(`$ ${printable(each.text)}`, width).map((line): DialogLine => ({...line, tone: 'good'}))
				: text(printable(each.text), width)),
		]),
		...(identities.length === 0 ? [] : [blank, heading('Holds')]),
		...identities.flatMap(({type, bits, fingerprint, comment}) =>
			text(printable(`${type} ${bits} ${fingerprint} ${comment}`), width),
		),
	];
}
