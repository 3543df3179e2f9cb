import {isWide} from '../../core/forwards/explicit-forward.ts';
import {describeForward} from '../../core/forwards/forward.ts';
import {type ForwardStatus, isUp} from '../../core/forwards/forward-status.ts';
import {parseForwardOption} from '../../core/forwards/parse-forward.ts';
import type {RunningForward} from '../../core/forwards/running-forward.ts';
import {forwardOf, listenOf, statusText} from '../../core/forwards/status-words.ts';
import type {ConfiguredForward} from '../../core/hosts/host.ts';
import {jumpName} from '../../core/hosts/route.ts';
import {counted, span} from '../../core/text/numbers.ts';
import type {AppState} from '../app-state.ts';
import {
	type ConfiguredEntry,
	configuredEntries,
	type ForeignEntry,
	foreignEntries,
	type OwnEntry,
	ownEntries,
} from '../forward-entries.ts';
import {heading, type PaneRow, text} from './pane-row.ts';

type ForwardOfConfig = {readonly kind: ConfiguredForward['kind']; readonly target: string};

const letters = {local: 'L', remote: 'R', dynamic: 'D', unknown: '?'} as const;

/** Any address of the loopback is one place for whoever looks at it from this machine. */
function place(listen: string): string {
	return listen.replace(/^(?:127\.0\.0\.1|\[::1\]):/, 'localhost:');
}

/** What the config asks for of the same host at the same place: a listener of unknown kind is that. */
function askedFor(state: AppState, {host, listen}: RunningForward): ForwardOfConfig | null {
	const alias = host === null ? null : jumpName(host);
	for (const configured of state.hosts.reading?.forwards ?? []) {
		if (configured.alias === alias && configured.kind !== 'remote') {
			const forward = parseForwardOption(configured.kind, configured.listen, configured.target);
			if (!('problem' in forward)) {
				const {listen: from, target} = describeForward(forward);
				if (place(from) === place(listen)) {
					return {kind: configured.kind, target};
				}
			}
		}
	}
	return null;
}

const marks = {
	starting: 'none',
	up: 'up',
	degraded: 'warning',
	reconnecting: 'warning',
	'needs you': 'warning',
	failed: 'bad',
	stopped: 'none',
} as const;

function connectionsOf(state: AppState, status: ForwardStatus): number {
	const running = state.runningForwards?.supported === true ? state.runningForwards.forwards : [];
	const found = running.find(({pid, listen}) => pid === status.pid && listen === listenOf(status));
	return found?.connections ?? 0;
}

function clock(at: number): string {
	const date = new Date(at);
	return [date.getHours(), date.getMinutes(), date.getSeconds()]
		.map(part => String(part).padStart(2, '0'))
		.join(':');
}

/** How it is, in several lengths: what it is called, since when, how much it is used. */
function ownNotes(state: AppState, status: ForwardStatus): readonly string[] {
	const {label, since, isSaved, isAutomatic} = status;
	const age = isUp(status) ? [span((state.now - since) / 1000)] : [];
	const connections = connectionsOf(state, status);
	const use = connections === 0 ? [] : [counted(connections, 'connection')];
	const wide = isWide(forwardOf(status)) ? ['open to others'] : [];
	const kept = isAutomatic ? ['starts with the dashboard'] : isSaved ? ['saved'] : [];
	const name = label === null ? [] : [label];
	return [
		[...name, ...wide, ...use, ...age, ...kept].join(', '),
		[...name, ...wide, ...use, ...age].join(', '),
		[...wide, ...age].join(', '),
		age.join(', '),
		'',
	];
}

/** Why it is in its state, and what comes next; null where there is nothing to say. */
function whyOf({state, reason, attempt, nextAt}: ForwardStatus): string | null {
	if (state !== 'reconnecting') {
		return reason;
	}
	const next = nextAt === null ? `attempt ${attempt} now` : `attempt ${attempt} at ${clock(nextAt)}`;
	return reason === null ? next : `${next}: ${reason}`;
}

/** A forward of ours: its state and what it is; below it why it is so. */
function ownRows(state: AppState, {key, status}: OwnEntry): readonly PaneRow[] {
	const mark = marks[status.state];
	const copy = listenOf(status);
	const row: PaneRow = {
		kind: 'fact',
		mark,
		// In a column of its own the longest word would take the room of all others.
		label: '',
		value: `${status.state} ${statusText(status)}`,
		notes: ownNotes(state, status),
		...{key, copy},
	};
	const tone = mark === 'bad' ? 'bad' : mark === 'warning' ? 'warning' : undefined;
	const why = whyOf(status);
	return why === null ? [row] : [row, {...text(why, tone), key, copy}];
}

function runningRow(state: AppState, {key, running}: ForeignEntry): PaneRow {
	const asked = running.kind === 'unknown' ? askedFor(state, running) : null;
	const kind = asked?.kind ?? running.kind;
	const target =
		asked?.target ?? running.target ?? (kind === 'unknown' ? 'asked for by its config' : 'SOCKS');
	const host = running.host === null ? '' : ` via ${running.host}`;
	const age = span(state.now / 1000 - running.since);
	const owner = `${running.owner === 'other' ? 'ssh' : running.owner} ${running.pid}`;
	const use = running.connections ? `${counted(running.connections, 'connection')}, ` : '';
	return {
		kind: 'fact',
		mark: 'up',
		label: '',
		value: `up ${letters[kind]} ${running.listen} → ${target}${host}`,
		// Where it leads matters more than its age: a long target keeps all the room.
		notes: [`${use}${age}, ${owner}`, `${age}, ${owner}`, owner, ''],
		key,
		copy: running.listen,
	};
}

function configuredRow({key, configured}: ConfiguredEntry): PaneRow {
	const {kind, listen, target, alias} = configured;
	const parsed = parseForwardOption(kind, listen, target);
	const value =
		'problem' in parsed
			? `${letters[kind]} ${listen} ${target ?? ''}`.trimEnd()
			: describeForward(parsed).text;
	return {
		kind: 'fact',
		mark: 'none',
		label: '',
		value,
		notes: [`${alias} asks for it, Enter starts it`, `${alias} asks for it`, alias, ''],
		key,
		copy: listen,
	};
}

/** What there is to say where nothing is listed. */
function emptyRows({runningForwards, ownForwards}: AppState): readonly PaneRow[] {
	if (runningForwards === null && ownForwards === null) {
		return [text('looking …')];
	}
	return runningForwards?.supported === false
		? [text('No forward yet: n makes one. This system does not show which ssh listens where.')]
		: [text('No ssh of yours holds a forward now: n makes one.')];
}

/** The rows of the Forwards pane: ours, those of any other ssh of this user, and those that the config defines. */
export function forwardsRows(state: AppState): readonly PaneRow[] {
	const own = ownEntries(state).flatMap(entry => ownRows(state, entry));
	const foreign = foreignEntries(state).map(entry => runningRow(state, entry));
	const isMixed = own.length > 0 && foreign.length > 0;
	const running = [...own, ...(isMixed ? [heading('Of other programs')] : []), ...foreign];
	const configured = configuredEntries(state).map(configuredRow);
	return [
		...(running.length === 0 ? emptyRows(state) : running),
		...(configured.length === 0 ? [] : [heading('In the config')]),
		...configured,
	];
}
