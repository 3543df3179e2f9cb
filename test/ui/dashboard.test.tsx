import assert from 'node:assert/strict';
import {test} from 'node:test';
import {classifyPrompt} from '../../source/core/prompts/classify-prompt.ts';
import {noForwards, openDashboard} from '../helpers/dashboard.tsx';

const config = `
Host web-1
	HostName 192.0.2.1
	User deploy
	# tags: prod, eu
Host db-1
	HostName 192.0.2.2
	ProxyJump bastion
Host bastion
	HostName 192.0.2.3
	Port 2222
Host 日本
	HostName 192.0.2.4
Host *.lan
	User root
`;

test('lists every host with address, route and tags, and the patterns apart', async () => {
	const {screen} = await openDashboard({config});
	await screen.shows('4 hosts');
	await screen.shows(/web-1 +deploy@192\.0\.2\.1 +#prod #eu/);
	await screen.shows(/db-1 +192\.0\.2\.2 +via bastion/);
	await screen.shows('192.0.2.3:2222');
	await screen.shows('日本');
	await screen.shows('*.lan  (pattern)');
});

test('Down moves the cursor and the details follow once it rests', async () => {
	const {screen} = await openDashboard({config});
	await screen.shows('2 Details  web-1');
	await screen.press('Down');
	await screen.shows('2 Details  db-1');
	await screen.shows('this machine → bastion → db-1');
	await screen.shows(/proxyjump +bastion .*:\d+/);
});

test('several keys that arrive at once are several keys', async () => {
	const {screen} = await openDashboard({config});
	await screen.write('jjj');
	await screen.shows('2 Details  日本');
});

test('a filter typed with its Enter in one piece connects to the best host', async () => {
	const {screen, asked} = await openDashboard({config});
	await screen.write('/bas\r');
	assert.deepEqual(asked, ['run -- bastion']);
	await screen.shows('4 hosts');
});

test('the filter narrows, counts, and Esc takes it back with the cursor on its host', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('/', 'd', 'b');
	await screen.shows('1 of 4 hosts');
	await screen.showsNot('web-1 ');
	await screen.press('Esc');
	await screen.shows('4 hosts');
	await screen.shows('2 Details  db-1');
});

test('a tag filter shows the hosts with that tag', async () => {
	const {screen} = await openDashboard({config});
	await screen.write('/#prod');
	await screen.shows('1 of 4 hosts');
	await screen.shows(/web-1/);
});

test('what is typed and is no host can be connected to', async () => {
	const {screen, asked} = await openDashboard({config});
	await screen.write('/deploy@10.0.0.9 -p 2222');
	await screen.shows('connect to “deploy@10.0.0.9 -p 2222” as typed');
	await screen.press('Enter');
	assert.deepEqual(asked, ['run -p 2222 -- deploy@10.0.0.9']);
});

test('letters typed into the filter are text, never commands', async () => {
	const {screen, asked} = await openDashboard({config});
	await screen.write('/q');
	await screen.shows('/q');
	assert.deepEqual(asked, []);
});

test('a paste is text in the filter, and refused elsewhere', async () => {
	const {screen, asked} = await openDashboard({config});
	await screen.write('\u001B[200~q\rq\u001B[201~');
	await screen.shows('A paste is text, never keys');
	await screen.press('/');
	await screen.write('\u001B[200~web\n-1\u001B[201~');
	await screen.shows('/web -1');
	assert.deepEqual(asked, []);
});

test('an edit of the file from outside shows, and the cursor stays on its host', async () => {
	const {screen, asked, writeConfig} = await openDashboard({config});
	await screen.press('Down', 'Down');
	await screen.shows('2 Details  bastion');
	writeConfig(`Host first\nHost second\n${config}`);
	await screen.shows('6 hosts', {within: 2000});
	await screen.press('Enter');
	assert.deepEqual(asked, ['run -- bastion']);
});

test('a pin brings a host to the top and marks it', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('End', 'Up', '*');
	await screen.shows(/^\*· 日本/m);
	assert.match(screen.screen()[1] ?? '', /日本/);
});

test('sorting is chosen in a picker', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('s');
	await screen.shows('Sort the hosts');
	await screen.press('j', 'Enter');
	await screen.showsNot('Sort the hosts');
	await screen.shows('by name');
	assert.match(screen.screen()[1] ?? '', /bastion/);
	await screen.press('S');
	await screen.shows('reversed');
});

test('a broken config lists every sound host and says what is wrong where', async () => {
	const {screen} = await openDashboard({config: `Nonsense yes\n${config}`});
	await screen.shows('4 hosts');
	await screen.shows(/config:1: .*nonsense/i);
});

test('no hosts: the screen says how to add one, and connects to what is typed', async () => {
	const {screen, asked} = await openDashboard();
	await screen.shows('No hosts yet');
	await screen.write('/me@192.0.2.7\r');
	assert.deepEqual(asked, ['run -- me@192.0.2.7']);
});

test('hostile names are shown as what they are, and cannot be launched', async () => {
	const {screen, asked} = await openDashboard({
		config: 'Host -oProxyCommand=x a;touch\u001B[2J evil\u202Egnp ok\n',
	});
	await screen.shows('4 hosts');
	await screen.shows('-oProxyCommand=x');
	await screen.shows('\\x1b[2J');
	await screen.shows('‹U+202E›');
	await screen.press('Enter');
	await screen.shows('Not launched');
	assert.deepEqual(asked, []);
});

test('q quits; Ctrl+C asks first; Esc never quits', async () => {
	const {screen, asked} = await openDashboard({config});
	await screen.press('Esc', 'Esc', 'Esc');
	assert.deepEqual(asked, []);
	await screen.press('Ctrl+C');
	await screen.shows('Quit Sallyport?');
	await screen.press('n');
	await screen.showsNot('Quit Sallyport?');
	await screen.press('q');
	assert.deepEqual(asked, ['quit 0']);
	await screen.press('Ctrl+C', 'Ctrl+C');
	assert.deepEqual(asked, ['quit 0', 'quit 0']);
});

test('a key that follows Esc at once is a key of its own', async () => {
	const {screen, asked} = await openDashboard({config});
	await screen.press('?');
	await screen.shows('Help');
	await screen.write('\u001Bq');
	await screen.showsNot('Help');
	assert.deepEqual(asked, ['quit 0']);
});

test('a key without a meaning says so, and the list of messages does not keep it', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('X');
	await screen.shows('X does nothing here. ? lists the keys.');
	await screen.press('2', 'Delete');
	await screen.shows('Del does nothing here.');
	await screen.press('!');
	await screen.shows('None so far');
});

test('help stays at the end of the keys, however little room there is', async () => {
	for (const columns of [60, 80, 120]) {
		const {screen} = await openDashboard({config, columns, rows: 24});
		await screen.shows('4 hosts');
		assert.match(screen.screen().at(-1) ?? '', /Enter connect .*\? help\s*$/);
	}
});

test('the way out of a form and of the transfers is told, however little room there is', async () => {
	for (const columns of [60, 80]) {
		const {screen} = await openDashboard({config, columns, rows: 24});
		await screen.press('a');
		await screen.shows('New host');
		assert.match(screen.screen().at(-1) ?? '', /Enter .*Esc leave\s*$/);
		await screen.press('Esc', 'w');
		await screen.shows('No transfers');
		assert.match(screen.screen().at(-1) ?? '', /Esc close\s*$/);
	}
});

test('help lists the keys and scrolls', async () => {
	const {screen} = await openDashboard({config, columns: 80, rows: 24});
	await screen.press('F1');
	await screen.shows('Connect in a new tmux window');
	await screen.press('PageDown');
	await screen.showsNot('Connect in a new tmux window');
	await screen.shows(/↑ k +Up/);
	await screen.shows(/PgDn +A page down/);
	await screen.press('q');
	await screen.shows('1 Hosts');
});

test('the palette finds a command by its words and runs it', async () => {
	const {screen} = await openDashboard({config});
	await screen.write(':reverse\r');
	await screen.shows('reversed');
});

test('y copies the command that connects', async () => {
	const {screen, asked} = await openDashboard({config});
	await screen.press('y');
	await screen.shows('Copied: ssh web-1');
	assert.deepEqual(asked, ['copy ssh web-1']);
});

test('a session that ssh could not open is explained in a dialog', async () => {
	const stderr = 'ssh: connect to host 192.0.2.1 port 22: Connection refused\r\n';
	const {screen} = await openDashboard({config, end: {code: 255, stderr}});
	await screen.press('Enter');
	await screen.shows('What ssh said');
	await screen.shows('Connection refused');
	await screen.press('Esc');
	await screen.shows(/✗ web-1.*failed now/);
});

test('a session that ended well leaves its mark', async () => {
	const {screen} = await openDashboard({config});
	await screen.press('Enter');
	await screen.shows(/✓ web-1.*ok now/);
});

test('o outside tmux says what it needs; in tmux it opens a window', async () => {
	const outside = await openDashboard({config});
	await outside.screen.press('o');
	await outside.screen.shows('needs tmux');
	const inside = await openDashboard({config, isInTmux: true});
	await inside.screen.press('o');
	assert.deepEqual(inside.asked, ['window -- web-1']);
});

test('Match exec is not run for looking, only when asked', async () => {
	const {screen} = await openDashboard({config: 'Host web\n\tUser a\nMatch exec "true"\n\tPort 2022\n'});
	await screen.shows('would run its command');
	await screen.press('2', 'Enter');
	await screen.shows('the options of web runs the command');
	await screen.shows('Run it?');
	await screen.press('Enter');
	await screen.shows('would run its command');
	await screen.press('Enter', 'y');
	await screen.shows(/port +2022/);
	await screen.press('R');
	await screen.shows('Reading anew');
	await screen.shows(/port +2022/);
});

test('under a filter the best host comes first, whatever the order, and Enter connects to it', async () => {
	const {screen, asked} = await openDashboard({config: 'Host a-db\nHost b-db\nHost db\n'});
	await screen.press('s', 'Down', 'Enter');
	await screen.write('/db\r');
	assert.deepEqual(asked, ['run -- db']);
});

test('hosts to which some ssh is connected now are marked so', async () => {
	const forward = {
		pid: 1,
		startTicks: 1,
		kind: 'local',
		listen: '127.0.0.1:8080',
		target: 'localhost:80',
		host: 'root@db-1',
		owner: 'terminal',
		connections: 0,
		bytes: null,
		parent: null,
		since: 0,
		command: 'ssh',
	} as const;
	const forwards = {
		...noForwards,
		running: async () => ({supported: true, forwards: [forward], sessions: ['deploy@web-1']}) as const,
	};
	const {screen} = await openDashboard({config, services: {forwards}});
	await screen.shows(/● web-1 .*session open/);
	await screen.shows(/● db-1 .*forward up/);
});

test('a cancelled session teaches nothing about the host', async () => {
	const {screen} = await openDashboard({config, end: {code: null, signal: 'SIGINT'}});
	await screen.press('Enter');
	await screen.shows('cancelled');
	await screen.showsNot('✓ web-1');
	await screen.showsNot('✗ web-1');
});

test('why the last connection failed stands in Details', async () => {
	const stderr = 'ssh: connect to host 192.0.2.1 port 22: Connection refused\r\n';
	const {screen} = await openDashboard({config, end: {code: 255, stderr}});
	await screen.press('Enter');
	await screen.shows('What ssh said');
	await screen.press('Esc');
	await screen.shows('Last connection failed');
});

test('a text that the clipboard refuses is said, and ends nothing', async () => {
	const {screen, asked} = await openDashboard({config, refusesCopy: true});
	await screen.press('y');
	await screen.shows('too long');
	await screen.showsNot('Copied');
	assert.deepEqual(asked, []);
});

test('without an ssh that serves, Details says so', async () => {
	const {screen} = await openDashboard({config, obstacle: 'There is no ssh on this machine.'});
	await screen.shows('There is no ssh on this machine.');
	await screen.press('Enter');
	await screen.shows('! There is no ssh on this machine.');
});

for (const [columns, rows] of [
	[80, 24],
	[100, 30],
	[120, 40],
	[200, 60],
] as const) {
	test(`fills ${columns}×${rows}, no line too long, footer last`, async () => {
		const {screen} = await openDashboard({config, columns, rows});
		await screen.shows('1 Hosts');
		await screen.shows('Forwards');
		assert.match(screen.screen().at(-1) ?? '', /Enter connect/);
	});
}

test('too small a terminal says so, and a resize brings the panes back', async () => {
	const {screen, store} = await openDashboard({config, columns: 39, rows: 12});
	await screen.shows('More room');
	screen.resize(80, 24);
	store.send({type: 'resized', columns: 80, rows: 24});
	await screen.shows('1 Hosts');
});

test('a word on a key goes when the terminal is resized, and a message stays', async () => {
	const {screen, store} = await openDashboard({config, columns: 39, rows: 9});
	await screen.shows('More room');
	await screen.press('d');
	screen.resize(80, 24);
	store.send({type: 'resized', columns: 80, rows: 24});
	await screen.shows('1 Hosts');
	assert.equal(store.state().message, null);
	store.send({type: 'message-shown', tone: 'info', text: 'still true', at: 0});
	store.send({type: 'resized', columns: 90, rows: 24});
	assert.equal(store.state().message?.text, 'still true');
});

test('where nothing can be shown no key does what nobody sees, and what asks is said', async () => {
	const {screen, store, asked, ask} = await openDashboard({config, columns: 39, rows: 9});
	await screen.shows('More room');
	await screen.press('d', 'Enter', ':', '4', '/');
	await screen.write('\u001B[200~web\u001B[201~');
	assert.deepEqual([store.state().dialog, store.state().focus, asked], [null, 'hosts', []]);
	const {signal} = new AbortController();
	const prompt = classifyPrompt("u@192.0.2.1's password: ", undefined, {alias: 'web-1', hops: []});
	const answer = ask(prompt, {signal, childId: 'child', login: signal});
	await screen.shows('web-1 asks something');
	await screen.press('x', 'Enter', 'Enter', 'q');
	await screen.press('Ctrl+C');
	assert.equal(await answer, null);
	await screen.showsNot('asks something');
	await screen.press('Ctrl+C');
	await screen.shows('Quit Sallyport?');
	await screen.press('y', 'q');
	assert.deepEqual(asked, []);
	await screen.press('Ctrl+C');
	assert.deepEqual(asked, ['quit 0']);
	store.send({type: 'dialog-closed'});
	await screen.press('Ctrl+Z', 'q');
	assert.deepEqual(asked, ['quit 0', 'suspend', 'quit 0']);
});

test('NO_COLOR leaves no colour, and the selected row is still marked', async () => {
	const {screen} = await openDashboard({config, env: {NO_COLOR: '1'}});
	await screen.shows('web-1');
	for (let row = 0; row < 40; row++) {
		for (let column = 0; column < 120; column++) {
			assert.equal(screen.cellAt(row, column).fg, null);
		}
	}
	assert.equal(screen.cellAt(1, 5).inverse, true);
});

test('a long name far down in a large config is shown whole where there is room', async () => {
	const short = Array.from({length: 1200}, (_, n) => `Host h${n}\n`).join('');
	const {screen} = await openDashboard({
		config: `${short}Host replica-of-the-database\n`,
		columns: 120,
		rows: 24,
	});
	await screen.shows('1,201 hosts');
	await screen.press('End');
	await screen.shows(/· replica-of-the-database +replica-of-the-database/);
});
