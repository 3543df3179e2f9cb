import {describeUse} from '../../core/forwards/describe-use.ts';
import {isWide} from '../../core/forwards/explicit-forward.ts';
import {describeForward} from '../../core/forwards/forward.ts';
import {type ForwardStatus, isUp} from '../../core/forwards/forward-status.ts';
import {parseForwardOption} from '../../core/forwards/parse-forward.ts';
import type {RunningForward} from '../../core/forwards/running-forward.ts';
import {asConfigured, runningOf} from '../../core/forwards/running-of.ts';
import {ownerText, runningText} from '../../core/forwards/running-text.ts';
import {forwardOf, listenOf, statusText} from '../../core/forwards/status-words.ts';
import {silenceText} from '../../core/keeper/silence.ts';
import {span} from '../../core/text/numbers.ts';
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

const letters = {local: 'L', remote: 'R', dynamic: 'D'} as const;

const marks = {
	starting: 'none',
	up: 'up',
	degraded: 'warning',
	reconnecting: 'warning',
	'needs you': 'warning',
	failed: 'bad',
	stopped: 'none',
} as const;

function runningIn({runningForwards}: AppState): readonly RunningForward[] {
	return runningForwards?.supported === true ? runningForwards.forwards : [];
}

function joined(...parts: readonly string[]): string {
	return parts.filter(Boolean).join(', ');
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
	const use = describeUse(runningOf(status, runningIn(state)));
	const wide = isWide(forwardOf(status)) ? ['open to others'] : [];
	const kept = isAutomatic ? ['starts with the dashboard'] : isSaved ? ['saved'] : [];
	const name = label === null ? [] : [label];
	return [
		joined(...name, ...wide, use.long, ...age, ...kept),
		joined(...name, ...wide, use.long, ...age),
		joined(...name, ...wide, use.middle, ...age),
		joined(...name, ...wide, use.short, ...age),
		joined(...wide, ...age),
		joined(...age),
		'',
	];
}

/** Why it is in its state, and what comes next; null where there is nothing to say. */
function whyOf({state, reason, attempt, nextAt}: ForwardStatus): string | null {
	if (state === 'needs you') {
		return [reason, 'Enter starts it, and asks you here.'].filter(Boolean).join(' ');
	}
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

function runningRow(state: AppState, entry: ForeignEntry): PaneRow {
	const running = asConfigured(entry.running, state.hosts.reading?.forwards ?? []);
	const age = span(state.now / 1000 - running.since);
	const owner = ownerText(running);
	const use = describeUse(running);
	return {
		kind: 'fact',
		mark: 'up',
		label: '',
		value: `up ${runningText(running)}`,
		// Where it leads matters more than its age: a long target keeps all the room.
		notes: [
			joined(use.long, age, owner),
			joined(use.middle, age, owner),
			joined(use.short, age, owner),
			joined(age, owner),
			owner,
			'',
		],
		key: entry.key,
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
	const {keeperAdvice} = state;
	const silence =
		keeperAdvice === null
			? []
			: [text(`${silenceText(keeperAdvice)} What is shown of ours may be old.`, 'warning')];
	return [
		...silence,
		...(running.length === 0 ? emptyRows(state) : running),
		...(configured.length === 0 ? [] : [heading('In the config')]),
		...configured,
	];
}
