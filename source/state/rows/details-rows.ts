import type {EffectiveOptions, Host, OptionValue} from '../../core/hosts/host.ts';
import type {HostDetails} from '../../core/hosts/host-details.ts';
import {historyOf} from '../../core/hosts/memory.ts';
import {jumpChain} from '../../core/hosts/route.ts';
import {ago} from '../../core/text/numbers.ts';
import type {AppState, HostRow} from '../app-state.ts';
import {addressOf} from '../host-rows.ts';
import {shortPath} from '../short-path.ts';
import {heading, type PaneRow, text} from './pane-row.ts';

function fact(label: string, value: string, note?: string): PaneRow {
	return {kind: 'fact', label, value, copy: value, ...(note === undefined ? {} : {note})};
}

function first(effective: EffectiveOptions, option: string): string | null {
	return effective.options[option]?.[0]?.value ?? null;
}

function routeOf(state: AppState, host: Host, details: HostDetails | null): string {
	const jumps = details === null ? host.proxyJump : first(details.effective, 'proxyjump');
	const command = details === null ? null : first(details.effective, 'proxycommand');
	const hops =
		command === null || command === 'none'
			? jumpChain(state.hosts.reading?.hosts ?? [], jumps)
			: ['ProxyCommand'];
	return ['this machine', ...hops, host.alias].join(' → ');
}

function effectiveAddress(effective: EffectiveOptions): string {
	const name = first(effective, 'hostname') ?? effective.alias;
	return `${first(effective, 'user') ?? ''}@${name.includes(':') ? `[${name}]` : name}:${first(effective, 'port') ?? '22'}`;
}

function placeOf(state: AppState, {source}: OptionValue): string {
	return source === null ? 'default' : `${shortPath(source.file, state.home)}:${source.line}`;
}

function optionRows(state: AppState, effective: EffectiveOptions): PaneRow[] {
	const all = Object.entries(effective.options).flatMap(([option, values]) =>
		values.map(value => ({option, value, row: fact(option, value.value, placeOf(state, value))})),
	);
	const isConfigured = (entry: (typeof all)[number]): boolean => entry.value.source !== null;
	return [
		heading('Set in the config'),
		...all.filter(isConfigured).map(entry => entry.row),
		heading('Defaults'),
		...all.filter(entry => !isConfigured(entry)).map(entry => ({...entry.row, note: ''})),
	];
}

function identityRows(state: AppState, details: HostDetails): PaneRow[] {
	const held = state.agent?.state === 'keys' ? state.agent.identities : [];
	// The default files that are not there say nothing; a configured one that is missing does.
	const offered = details.identities.filter(({exists, isDefault}) => exists || !isDefault);
	if (offered.length === 0) {
		return [
			{
				kind: 'fact',
				mark: 'none',
				label: '',
				value: held.length > 0 ? 'those of the agent' : 'none: no default key file is there',
			},
		];
	}
	return offered.map(({written, path, exists}): PaneRow => {
		const key = state.keyFiles?.find(file => file.path === path);
		const isHeld = held.some(identity => identity.fingerprint === key?.fingerprint);
		const kind = key?.type ? `${key.type} ${key.bits ?? ''}`.trim() : '';
		const where = isHeld
			? 'in agent'
			: exists
				? key?.encrypted === true
					? 'has a passphrase'
					: ''
				: 'not there';
		return {
			kind: 'fact',
			mark: exists ? (isHeld ? 'up' : 'ok') : 'none',
			label: '',
			value: shortPath(written, state.home),
			note: [kind, where].filter(Boolean).join(', '),
			copy: path,
		};
	});
}

function hostKeyRows(state: AppState, {knownHost}: HostDetails): PaneRow[] {
	if (knownHost === null) {
		return [];
	}
	if (knownHost.keys.length === 0) {
		return [
			{kind: 'fact', mark: 'none', label: '', value: 'not known yet: ssh will ask before the first login'},
		];
	}
	return knownHost.keys.map(
		(key): PaneRow => ({
			kind: 'fact',
			mark: key.trust === 'revoked' ? 'bad' : 'ok',
			label: '',
			value: `${key.trust === 'known' ? '' : `${key.trust}: `}${key.type} ${key.fingerprint}`,
			note: `${shortPath(key.file, state.home)}:${key.line}`,
			copy: key.fingerprint,
		}),
	);
}

function forwardRows(effective: EffectiveOptions): PaneRow[] {
	const kinds = {localforward: 'L', remoteforward: 'R', dynamicforward: 'D'};
	return Object.entries(kinds).flatMap(([option, letter]) =>
		(effective.options[option] ?? []).map(
			({value}): PaneRow => ({
				kind: 'fact',
				label: '',
				value: `${letter} ${value.replace(' ', ' → ')}`,
				copy: value,
			}),
		),
	);
}

function section(title: string, rows: readonly PaneRow[]): readonly PaneRow[] {
	return rows.length === 0 ? [] : [heading(title), ...rows];
}

function loadedRows(state: AppState, details: HostDetails): readonly PaneRow[] {
	return [
		...section('Identities offered, in order', identityRows(state, details)),
		...section('Host key', hostKeyRows(state, details)),
		...section('Forwards it asks for', forwardRows(details.effective)),
		...optionRows(state, details.effective),
	];
}

/** Why the last connection failed, as long as none has been well since. */
function lastFailureRows(state: AppState, host: Host): readonly PaneRow[] {
	const history = historyOf(state.hosts.history, host.alias);
	const failure = history?.lastFailure ?? null;
	if (failure === null || failure.at <= (history?.lastOk ?? 0)) {
		return [];
	}
	return [text(`Last connection failed ${ago(failure.at, state.now)}: ${failure.reason}`, 'bad')];
}

function hostRows(state: AppState, host: Host): readonly PaneRow[] {
	const shown = state.details;
	const isShown = shown.status !== 'none' && shown.alias === host.alias;
	const details = isShown && shown.status === 'ready' ? shown.details : null;
	const rows = [
		fact('address', details === null ? addressOf(host) : effectiveAddress(details.effective)),
		fact('route', routeOf(state, host, details)),
		fact('defined', `${shortPath(host.source.file, state.home)}:${host.source.line}`),
		...(host.tags.length === 0 ? [] : [fact('tags', host.tags.map(tag => `#${tag}`).join(' '))]),
	];
	rows.push(...lastFailureRows(state, host));
	if (host.refused !== null) {
		return [...rows, text(`Cannot be launched. ${host.refused}`, 'bad')];
	}
	if (!isShown || shown.status === 'loading') {
		return [...rows, text('asking ssh for its options …')];
	}
	if (shown.status === 'needs-consent') {
		const place = `${shortPath(shown.origin.file, state.home)}:${shown.origin.line}`;
		return [
			...rows,
			text(`The Match exec line at ${place} could apply here: asking ssh would run its command.`),
			text('Enter (in this pane, 2) asks whether to run it.'),
		];
	}
	if (shown.status === 'failed') {
		return [...rows, text(shown.reason, 'bad')];
	}
	return [...rows, ...(details === null ? [] : loadedRows(state, details))];
}

/** The row under the cursor of the Hosts pane. */
export function selectedRow(state: AppState): HostRow | null {
	return state.hosts.rows[state.hosts.position.cursor] ?? null;
}

/** The rows of the Details pane, for the host that the Hosts cursor rests on (`shown`, which lags behind it a little). */
/** What lint says of a host. */
function findingRows(state: AppState, alias: string): PaneRow[] {
	const own = state.hosts.findings.filter(({aliases}) => aliases.includes(alias));
	if (own.length === 0) {
		return [];
	}
	const short = (words: string): string => words.replaceAll(`${state.home}/`, '~/');
	return [
		heading('What lint says (L: all, and fixes)'),
		...own.map(
			({severity, message, file, line}): PaneRow => ({
				kind: 'fact',
				mark: severity === 'error' ? 'bad' : severity === 'warning' ? 'warning' : 'none',
				label: '',
				value: short(message),
				note: `${shortPath(file, state.home)}${line === null ? '' : `:${line}`}`,
				copy: message,
			}),
		),
	];
}

export function detailsRows(state: AppState): readonly PaneRow[] {
	const row = state.hosts.rows.find(candidate => candidate.key === state.detailsKey) ?? null;
	if (row === null) {
		return [];
	}
	if (row.kind === 'typed') {
		return [text('No host of the config. Enter connects to it as typed.')];
	}
	if (row.kind === 'pattern') {
		return [
			fact('patterns', row.pattern.patterns.join(' ')),
			fact('defined', `${shortPath(row.pattern.source.file, state.home)}:${row.pattern.source.line}`),
			text('A pattern: its options apply to every host whose name it fits.'),
		];
	}
	const rows = hostRows(state, row.host);
	const facts = rows.findIndex(({kind}) => kind === 'heading');
	return rows.toSpliced(facts === -1 ? rows.length : facts, 0, ...findingRows(state, row.host.alias));
}
