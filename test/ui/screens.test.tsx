import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import {dialogView} from '../../source/commands/dialog-lines.ts';
import type {RunningForward} from '../../source/core/forwards/running-forward.ts';
import type {HostHistory} from '../../source/core/hosts/memory.ts';
import {cells} from '../../source/core/text/fit.ts';
import {initialState} from '../../source/state/app-state.ts';
import {bannerOf} from '../../source/state/banner.ts';
import {paneRows} from '../../source/state/pane-rows.ts';
import type {PaneRow} from '../../source/state/rows/pane-row.ts';
import {factLines} from '../../source/ui/panes/fact-lines.ts';
import {chooseTheme} from '../../source/ui/theme.ts';
import {noForwards, openDashboard, type TestDashboard} from '../helpers/dashboard.tsx';
import {until} from '../helpers/wait.ts';

const config = `
Host web-1
	HostName 127.0.0.1
	Port 42015
	User deploy
	# tags: prod, web
Host db-1
	HostName 192.0.2.2
	User postgres
`;

const minute = 60_000;

/** Tells the dashboard how the last connections went. */
function remember({store}: TestDashboard, history: Record<string, HostHistory>): void {
	store.send({type: 'history-read', history, pins: []});
}

test('a wide pane says in words how the last connections went', async () => {
	const dashboard = await openDashboard({config, columns: 160});
	const {now} = dashboard.store.state();
	remember(dashboard, {
		'web-1': {lastUsed: now, lastOk: null, lastFailure: {at: now - 59 * minute, reason: ''}},
		'db-1': {lastUsed: now, lastOk: now - 120 * minute, lastFailure: null},
	});
	await dashboard.screen.shows(/web-1 .* failed 59 min/);
	await dashboard.screen.shows(/db-1 .* ok 2 h/);
});

test('a narrow pane keeps address and tags whole, and says the rest in short', async () => {
	const dashboard = await openDashboard({config, columns: 100, rows: 30});
	const {now} = dashboard.store.state();
	remember(dashboard, {
		'web-1': {lastUsed: now, lastOk: null, lastFailure: {at: now - 59 * minute, reason: ''}},
		'db-1': {lastUsed: now, lastOk: now - 120 * minute, lastFailure: null},
	});
	await dashboard.screen.shows(/web-1 +deploy@127\.0\.0\.1:42015 +#prod #web +failed /);
	await dashboard.screen.shows(/db-1 .* 2 h /);
});

test('the columns of the hosts stand still while one filters', async () => {
	const {screen} = await openDashboard({config: `${config}\nHost a-host-with-a-long-name\n`});
	await screen.shows('3 hosts');
	const columnOf = (): number =>
		screen
			.screen()
			.find(row => row.includes('db-1'))
			?.indexOf('postgres') ?? -1;
	const column = await until(() => columnOf() > 0 && columnOf());
	await screen.write('/db');
	await screen.shows('1 of 3 hosts');
	// The row may be drawn a moment later.
	assert.equal(await until(() => columnOf() > 0 && columnOf()), column);
});

test('a dialog on a small screen takes all of it, and nothing is left of the panes', async () => {
	const {screen} = await openDashboard({config, columns: 80, rows: 24});
	await screen.shows('2 hosts');
	await screen.press('?');
	await screen.shows('Help');
	await screen.showsNot('Forwards  ─');
	await screen.showsNot('web-1');
});

test('help can be read whole on the smallest screen', async () => {
	const {screen} = await openDashboard({config, columns: 40, rows: 10});
	await screen.press('?');
	await screen.shows(/1–6 of \d+/);
	await screen.shows('Connect in a new');
	await screen.shows('tmux window');
	await screen.press('End');
	await screen.shows('Remove nothing');
});

test('a dialog over the panes stands apart from them', async () => {
	const {screen} = await openDashboard({config, columns: 160, rows: 40});
	await screen.shows('2 hosts');
	await screen.press('s');
	await screen.shows('Sort the hosts');
	const rows = screen.screen();
	const at = rows.findIndex(row => row.includes('Sort the hosts'));
	const x = rows[at]?.indexOf('━ Sort') ?? 0;
	assert.match(rows[at]?.slice(x - 2, x) ?? '', /^ {2}$/);
	assert.equal(rows[at - 1]?.slice(x - 2, x + 40).trim(), '');
});

test('long text in the filter scrolls with the cursor', async () => {
	const {screen} = await openDashboard({config, columns: 80, rows: 24});
	await screen.write(`/${'x'.repeat(200)}the-end`);
	await screen.shows(/\/…x+the-end /);
	await screen.press('Home');
	await screen.shows(/\/xxx/);
	await screen.showsNot('the-end ━');
});

test('long text in the palette stays inside of it', async () => {
	const {screen} = await openDashboard({config, columns: 80, rows: 24});
	await screen.press(':');
	await screen.write(`${'x'.repeat(200)}the-end`);
	await screen.shows(/: …x+the-end/);
	assert.ok(screen.screen().every(row => cells(row.trimEnd()) <= 80));
});

test('after the screen shrank the chosen command is still on it, and a text does not start behind its end', async () => {
	const {screen, store} = await openDashboard({config, columns: 120, rows: 50});
	await screen.press(':', ...Array.from({length: 60}, () => 'Down'));
	store.send({type: 'resized', columns: 60, rows: 12});
	screen.resize(60, 12);
	await screen.shows('Draw the screen anew');
	await screen.press('Esc', '?', 'End');
	store.send({type: 'resized', columns: 120, rows: 50});
	screen.resize(120, 50);
	await screen.shows('Remove nothing');
	await screen.shows(/–(\d+) of \1/);
});

test('notices take half of the hosts at most, and the messages show them whole', () => {
	const notices = ['one '.repeat(30).trim(), 'two '.repeat(30).trim()];
	const state = initialState({columns: 40, rows: 10, home: '/home/me', now: 0, notices});
	const banner = bannerOf(state);
	assert.equal(banner.length, 4);
	assert.equal(banner.at(-1)?.text, '… press ! for all');
	const {lines} = dialogView({...state, dialog: {kind: 'messages', position: {cursor: 0, first: 0}}});
	assert.equal(lines[0]?.text, 'Notices');
	const shown = lines.map(({text}) => text).join(' ');
	assert.ok(notices.every(notice => shown.includes(notice)));
});

test('a config of patterns alone gets the help for a first host, and the patterns below it', async () => {
	const {screen} = await openDashboard({config: 'Host *\n\tUser root\n', columns: 100, rows: 30});
	await screen.shows('No hosts yet in');
	await screen.shows(/^ is typed, F4 saves/m);
	await screen.shows('*  (pattern)');
});

test('the chosen row of a pane without the focus is marked by a shape', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('Tab');
	await screen.shows(/^>· web-1/m);
});

/** A fact as a pane of 40 cells shows it, without its colours. */
function factLine(row: Omit<PaneRow, 'kind' | 'label'>): string {
	const view = {position: {cursor: 0, first: 0}, height: 1, width: 40, isFocused: false};
	const [shown = ''] = factLines([{kind: 'fact', label: '', ...row}], view, chooseTheme({LANG: 'C.UTF-8'}));
	return stripVTControlCharacters(shown);
}

test('a note is said as long as there is room for, with a blank before it, and never cut in the middle', () => {
	const notes = ['in agent, passphrase', 'in agent'];
	assert.match(factLine({value: 'x'.repeat(18), notes}), /^ x{18} in agent, passphrase$/);
	assert.match(factLine({value: 'x'.repeat(19), notes}), /^ x{19} {12}in agent$/);
	assert.match(factLine({value: 'x'.repeat(35), notes}), /^ x{35}$/);
	assert.match(factLine({value: 'x'.repeat(80), notes}), /^ x{29}… in agent$/);
	assert.match(
		factLine({value: 'x'.repeat(20), note: '~/.ssh/a-folder/config:81'}),
		/^ x{20} {10}config:81$/,
	);
	assert.match(factLine({value: 'x'.repeat(35), note: '~/.ssh/a-folder/config:81'}), /^ x{28}… config:81$/);
});

test('a listener that the config of its host asks for is shown as that forward', async () => {
	const asking = 'Host db\n\tHostName 192.0.2.1\n\tLocalForward 5432 db.lan:5432\n';
	const running = {
		pid: 7,
		startTicks: 1,
		kind: 'unknown',
		listen: '127.0.0.1:5432',
		target: null,
		host: 'me@db',
		owner: 'other',
		connections: 0,
		bytes: null,
		parent: null,
		since: 0,
		command: 'ssh me@db',
	} as const satisfies RunningForward;
	const forwards = {
		...noForwards,
		running: async () => ({supported: true as const, forwards: [running], sessions: []}),
	};
	const {screen} = await openDashboard({config: asking, services: {forwards}, columns: 200});
	await screen.shows(/L 127\.0\.0\.1:5432 → db\.lan:5432 via me@db .*, ssh 7/);
});

test('keys that can do nothing now are not offered', async () => {
	const {screen} = await openDashboard({config: 'Host one\nHost *.lan\n'});
	await screen.shows(/Enter connect/);
	await screen.press('End');
	await screen.showsNot(/Enter connect/);
	await screen.shows(/\/ filter/);
});

test('two hundred thousand rows in one section are drawn like a few', () => {
	const rows = Array.from(
		{length: 200_000},
		(_, at) => ({kind: 'fact', label: `${at}`, value: 'v'}) as const,
	);
	const theme = chooseTheme({NO_COLOR: '1'});
	const view = {position: {cursor: 0, first: 0}, height: 3, width: 20, isFocused: false};
	assert.deepEqual(factLines(rows, view, theme).map(stripVTControlCharacters), [
		' 0      v',
		' 1      v',
		' 2      v',
	]);
});

test('the rows of a pane are made once for the same state', () => {
	const state = initialState({columns: 120, rows: 40, home: '/home/me', now: 0});
	const moved = {...state, hosts: {...state.hosts, position: {cursor: 1, first: 0}}};
	assert.equal(paneRows(moved, 'details'), paneRows(state, 'details'));
	assert.equal(paneRows(moved, 'keys'), paneRows(state, 'keys'));
	const changed: typeof state = {...state, agent: {state: 'none'}};
	assert.notDeepEqual(paneRows(changed, 'keys'), paneRows(state, 'keys'));
});
