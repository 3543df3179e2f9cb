import {useShallow} from 'zustand/react/shallow';
import {countForwards} from '../../core/forwards/forward-status.ts';
import {isProd} from '../../core/hosts/marking-tags.ts';
import {printable} from '../../core/text/printable.ts';
import type {AppState} from '../../state/app-state.ts';
import {foreignEntries} from '../../state/forward-entries.ts';
import {type Area, panes} from '../../state/layout.ts';
import {type DerivedPane, paneRows} from '../../state/pane-rows.ts';
import {type Span, span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {titleLine} from '../parts/title.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {factLines} from './fact-lines.ts';

const names = {details: 'Details', keys: 'Keys & agent', forwards: 'Forwards'};

/** The host that Details shows, in red when it is a machine where mistakes are dear. */
function detailsSubject(state: AppState): Span | undefined {
	const row = state.hosts.rows.find(candidate => candidate.key === state.detailsKey);
	if (row?.kind !== 'host') {
		return undefined;
	}
	return isProd(row.host)
		? span('bad', `${printable(row.host.alias)} #prod`)
		: span('accent', printable(row.host.alias));
}

function noteOf(state: AppState, pane: DerivedPane): string | undefined {
	if (pane === 'forwards' && (state.runningForwards?.supported === true || state.ownForwards !== null)) {
		const {up, failing} = countForwards(state.ownForwards ?? []);
		const foreign = foreignEntries(state).length;
		return [
			`${up} up`,
			...(failing === 0 ? [] : [`${failing} failing`]),
			...(foreign === 0 ? [] : [`${foreign} of others`]),
		].join(', ');
	}
	return undefined;
}

/** The state that the rows of a pane are made of: it is drawn anew when one of these changes, and only then. */
const ingredients = (state: AppState) => [
	state.detailsKey,
	state.details,
	state.agent,
	state.otherAgents,
	state.keyFiles,
	state.runningForwards,
	state.ownForwards,
	state.keeperAdvice,
	state.hosts.reading,
	state.hosts.findings,
	state.hosts.history,
	state.now,
	state.focus,
	state.dialog !== null,
];

/** Details, Keys & agent, or Forwards: a title and rows of facts. */
export function FactsPane({area, pane}: {readonly area: Area; readonly pane: DerivedPane}) {
	const {store, theme} = useUi();
	useAppState(useShallow(ingredients));
	const position = useAppState(state => state.positions[pane]);
	const state = store.state();
	const isFocused = state.focus === pane && state.dialog === null;
	const title = titleLine(
		{
			number: panes.indexOf(pane) + 1,
			name: names[pane],
			subject: pane === 'details' ? detailsSubject(state) : undefined,
			note: noteOf(state, pane),
			isFocused,
		},
		area.width,
		theme,
	);
	const view = {position, height: area.height - 1, width: area.width, isFocused};
	return <Lines area={area} lines={[title, ...factLines(paneRows(state, pane), view, theme)]} />;
}
