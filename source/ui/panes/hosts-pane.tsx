import {useCursor} from 'ink';
import {prodTags} from '../../core/hosts/marking-tags.ts';
import {historyOf} from '../../core/hosts/memory.ts';
import {settle, visible} from '../../core/list/position.ts';
import {fieldView} from '../../core/text/field.ts';
import {clip, wrap} from '../../core/text/fit.ts';
import {counted} from '../../core/text/numbers.ts';
import {printable} from '../../core/text/printable.ts';
import type {AppState, HostsState} from '../../state/app-state.ts';
import {bannerOf} from '../../state/banner.ts';
import type {Area} from '../../state/layout.ts';
import {liveHosts} from '../../state/live-hosts.ts';
import {shortPath} from '../../state/short-path.ts';
import {line, span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {subjectRoom, titleLine} from '../parts/title.ts';
import type {Theme} from '../theme.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {hostColumns, hostLine} from './host-line.ts';

const sortNames = {config: 'as in the config', name: 'by name', used: 'by last use', address: 'by address'};

function noteOf({rows, reading, filter, sort}: HostsState): string {
	const total = counted(reading?.hosts.length ?? 0, 'host');
	if (filter.text.trim() !== '') {
		// Under a filter the order is that of the best fit.
		return `${rows.filter(row => row.kind === 'host').length} of ${total}`;
	}
	const isPlain = sort.by === 'config' && !sort.isReversed;
	return isPlain ? total : `${total}, ${sortNames[sort.by]}${sort.isReversed ? ', reversed' : ''}`;
}

/** What stands where the hosts would, when there are none. */
function emptyLines(state: AppState): readonly string[] {
	const {reading, filter} = state.hosts;
	if (reading === null) {
		return ['', ' reading the config …'];
	}
	if (filter.text.trim() !== '') {
		return ['', ' No host fits. Esc clears the filter.'];
	}
	const file = printable(shortPath(reading.file, state.home));
	return [
		'',
		` No hosts yet in ${file}.`,
		'',
		' a adds one: a form, which a pasted `ssh …` line or Host block fills.',
		' Or press / and type user@host: Enter connects to what is typed, F4 saves it as a host.',
		'',
		' They are kept in that file as ssh reads it, for example:',
		'',
		'     Host web-1',
		'         HostName 192.0.2.10',
		'         User deploy',
		'         # tags: web, prod',
	];
}

/** A line of help in the width of the pane; an indented one is an example and stays as it is. */
function wrapped(text: string, width: number): readonly string[] {
	return text.startsWith('  ') ? [clip(text, width)] : wrap(text.trim(), width - 2).map(part => ` ${part}`);
}

/** How many patterns are shown below the help of an empty config, at least. */
const leastPatterns = 3;

function hostLines(state: AppState, area: Area, height: number, theme: Theme): readonly string[] {
	const {hosts, now} = state;
	const isEmpty =
		hosts.rows.length === 0 || (hosts.reading?.hosts.length === 0 && hosts.filter.text.trim() === '');
	const help = isEmpty ? emptyLines(state).flatMap(text => wrapped(text, area.width)) : [];
	if (hosts.rows.length === 0) {
		return help;
	}
	const kept = isEmpty ? Math.min(hosts.rows.length, leastPatterns) + 1 : 0;
	const before = isEmpty ? [...help.slice(0, Math.max(0, height - kept)), ''] : [];
	const room = Math.max(0, height - before.length);
	const position = settle(hosts.position, hosts.rows.length, room);
	const live = liveHosts(state);
	const hasStatus = Object.keys(hosts.history).length + live.sessions.size + live.forwards.size > 0;
	const columns = hostColumns(hosts.reading?.hosts ?? [], area.width, hasStatus);
	const isFocused = state.focus === 'hosts' && state.dialog === null;
	const rows = visible(hosts.rows, position, room).map((row, index) => {
		const alias = row.kind === 'host' ? row.host.alias : '';
		const isChosen = position.first + index === position.cursor;
		const spans = hostLine(row, {
			columns,
			glyphs: theme.glyphs,
			history: historyOf(hosts.history, alias),
			isPinned: hosts.pins.includes(alias),
			isMarked: hosts.marks.includes(alias),
			worst: hosts.worst.get(alias),
			isChosenIdle: isChosen && !isFocused,
			prodTags,
			now,
			live: live.sessions.has(alias) ? 'session' : live.forwards.has(alias) ? 'forward' : null,
		});
		const selected = isFocused ? 'selected' : 'selected-idle';
		return line(spans, area.width, theme, {selected: isChosen ? selected : undefined});
	});
	return [...before, ...rows];
}

/** The Hosts pane: title with filter and count, what is wrong in the config, the hosts on screen. */
export function HostsPane({area}: {readonly area: Area}) {
	const {store, theme} = useUi();
	const hosts = useAppState(state => state.hosts);
	const focus = useAppState(state => state.focus);
	const hasDialog = useAppState(state => state.dialog !== null);
	useAppState(state => state.now);
	useAppState(state => state.runningForwards);
	useAppState(state => state.ownForwards);
	useAppState(state => state.connections);
	const {setCursorPosition} = useCursor();
	const state = store.state();
	const isTyping = hosts.isFiltering && !hasDialog;
	const name = {number: 1, name: 'Hosts', note: noteOf(hosts)};
	const room = subjectRoom(name, area.width);
	const prompt = '/';
	const field = hosts.isFiltering ? hosts.filter : {...hosts.filter, cursor: 0};
	const view = fieldView(field, room.width - prompt.length);
	const hasFilter = hosts.isFiltering || hosts.filter.text !== '';
	const subject = hasFilter ? span('accent', prompt + view.text) : undefined;
	const title = titleLine({...name, subject, isFocused: focus === 'hosts' && !hasDialog}, area.width, theme);
	setCursorPosition(isTyping ? {x: area.x + room.x + prompt.length + view.cursor, y: area.y} : undefined);
	const banner = bannerOf(state).map(({kind, text, isFirst}) => {
		const glyph = kind === 'problem' ? theme.glyphs.warning : theme.glyphs.none;
		const mark = isFirst ? glyph : ' ';
		return line([span(kind === 'problem' ? 'warning' : 'accent', ` ${mark} ${text}`)], area.width, theme);
	});
	const height = Math.max(0, area.height - 1 - banner.length);
	return <Lines area={area} lines={[title, ...banner, ...hostLines(state, area, height, theme)]} />;
}
