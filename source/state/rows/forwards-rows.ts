import {describeForward} from '../../core/forwards/forward.ts';
import {parseForwardOption} from '../../core/forwards/parse-forward.ts';
import type {RunningForward} from '../../core/forwards/running-forward.ts';
import type {ConfiguredForward} from '../../core/hosts/host.ts';
import {span} from '../../core/text/numbers.ts';
import type {AppState} from '../app-state.ts';
import {heading, type PaneRow, text} from './pane-row.ts';

const letters = {local: 'L', remote: 'R', dynamic: 'D', unknown: '?'} as const;

function runningRow(state: AppState, forward: RunningForward): PaneRow {
	const target = forward.target ?? (forward.kind === 'unknown' ? 'asked for by its config' : 'SOCKS');
	const host = forward.host === null ? '' : ` via ${forward.host}`;
	return {
		kind: 'fact',
		mark: 'up',
		label: '',
		value: `${letters[forward.kind]} ${forward.listen} → ${target}${host}`,
		note: `up ${span(state.now / 1000 - forward.since)}, ${forward.owner} ${forward.pid}`,
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
		note: `${forward.alias} asks for it`,
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
