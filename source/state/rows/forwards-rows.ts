import {describeForward} from '../../core/forwards/forward.ts';
import {parseForwardOption} from '../../core/forwards/parse-forward.ts';
import type {RunningForward} from '../../core/forwards/running-forward.ts';
import type {ConfiguredForward} from '../../core/hosts/host.ts';
import {jumpName} from '../../core/hosts/route.ts';
import {span} from '../../core/text/numbers.ts';
import type {AppState} from '../app-state.ts';
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

function runningRow(state: AppState, forward: RunningForward): PaneRow {
	const asked = forward.kind === 'unknown' ? askedFor(state, forward) : null;
	const kind = asked?.kind ?? forward.kind;
	const target =
		asked?.target ?? forward.target ?? (kind === 'unknown' ? 'asked for by its config' : 'SOCKS');
	const host = forward.host === null ? '' : ` via ${forward.host}`;
	const age = `up ${span(state.now / 1000 - forward.since)}`;
	const owner = forward.owner === 'other' ? 'ssh' : forward.owner;
	return {
		kind: 'fact',
		mark: 'up',
		label: '',
		value: `${letters[kind]} ${forward.listen} → ${target}${host}`,
		// Where it leads matters more than its age: a long target keeps all the room.
		notes: [`${age}, ${owner} ${forward.pid}`, age, ''],
		copy: forward.listen,
	};
}

function configuredRow(forward: ConfiguredForward): PaneRow {
	const parsed = parseForwardOption(forward.kind, forward.listen, forward.target);
	const value =
		'problem' in parsed
			? `${letters[forward.kind]} ${forward.listen} ${forward.target ?? ''}`.trimEnd()
			: describeForward(parsed).text;
	return {
		kind: 'fact',
		mark: 'none',
		label: '',
		value,
		notes: [`${forward.alias} asks for it`, forward.alias, ''],
		copy: forward.listen,
	};
}

function runningRows(state: AppState): readonly PaneRow[] {
	const running = state.runningForwards;
	if (running === null) {
		return [text('looking …')];
	}
	if (!running.supported) {
		return [text('This system does not show which ssh listens where.')];
	}
	return running.forwards.length === 0
		? [text('No ssh of yours holds a forward now.')]
		: running.forwards.map(forward => runningRow(state, forward));
}

/** The rows of the Forwards pane: those that some ssh of this user holds now, and those that the config defines. */
export function forwardsRows(state: AppState): readonly PaneRow[] {
	const configured = state.hosts.reading?.forwards ?? [];
	return [
		...runningRows(state),
		...(configured.length === 0 ? [] : [heading('In the config')]),
		...configured.map(configuredRow),
	];
}
