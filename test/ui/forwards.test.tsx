import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Services} from '../../source/commands/services.ts';
import type {ForwardStatus} from '../../source/core/forwards/forward-status.ts';
import type {RunningForward} from '../../source/core/forwards/running-forward.ts';
import {noForwards, openDashboard, type TestDashboard} from '../helpers/dashboard.tsx';
import {until} from '../helpers/wait.ts';

const config = 'Host bastion\n\tLocalForward 8080 localhost:80\nHost web-1\n';
const now = Date.UTC(2026, 0, 2, 3, 4, 5);

function status(change: Partial<ForwardStatus> = {}): ForwardStatus {
	return {
		id: 'b2c3',
		alias: 'bastion',
		configFile: null,
		kind: 'local',
		specification: '127.0.0.1:5432:db:5432',
		label: 'orders',
		isSaved: true,
		isAutomatic: false,
		state: 'up',
		reason: null,
		since: now - 3 * 3600 * 1000,
		attempt: 0,
		nextAt: null,
		port: null,
		pid: 42,
		...change,
	};
}

const foreign: RunningForward = {
	...{pid: 77, startTicks: 5, kind: 'local', listen: '127.0.0.1:9999', target: 'x:1', host: 'h'},
	...{
		owner: 'terminal',
		connections: 2,
		bytes: {in: 1_258_291, out: 900},
		since: now / 1000 - 120,
		command: 'ssh -fNL 9999:x:1 h',
		parent: null,
	},
};

type Fake = TestDashboard & {
	/** What the keeper tells. */
	tell(...forwards: readonly ForwardStatus[]): void;
	readonly said: string[];
};

async function open(
	first: readonly ForwardStatus[],
	services: Partial<Services['forwards']> = {},
	size: {columns?: number; rows?: number} = {},
): Promise<Fake> {
	const said: string[] = [];
	let listener: (forwards: readonly ForwardStatus[]) => void = () => {};
	const own: Services['forwards']['own'] = {
		...noForwards.own,
		follow(heard) {
			listener = heard;
			heard(first);
			return () => {};
		},
		async set(plan, options) {
			said.push(`set ${JSON.stringify([plan, options])}`);
			return 'd4f5';
		},
		async act(id, action) {
			said.push(`${action} ${id}`);
			return action === 'verify' ? ['This machine listens.', 'Nothing listens at db:5432.'] : [];
		},
		keysChanged: () => void said.push('keys changed'),
		log: async () => ({
			history: [{at: now, state: 'failed', reason: 'Port 5432 is taken.'}],
			lines: ['bind [127.0.0.1]:5432: Address already in use'],
		}),
	};
	const forwards = {...noForwards, own, ...services};
	const dashboard = await openDashboard({config, services: {forwards}, columns: 160, ...size});
	return {...dashboard, said, tell: (...list) => listener(list)};
}

test('shows ours with state, age and label, and counts them in the footer', async () => {
	const {screen, tell} = await open([
		status(),
		status({id: 'x', state: 'failed', reason: 'Port 1 is taken.', specification: '127.0.0.1:1:a:1'}),
	]);
	await screen.shows(/● up +L 127\.0\.0\.1:5432 → db:5432 via bastion +orders, 3 h/);
	await screen.shows(/✗ failed +L 127\.0\.0\.1:1 → a:1 via bastion/);
	await screen.shows('Port 1 is taken.');
	await screen.shows('1 forward up, 1 failing');
	tell(status());
	await screen.shows(/ 1 forward up *$/m);
	tell(status({state: 'stopped', pid: null}));
	await screen.showsNot('1 forward up,');
});

test('title and footer count ours alike, one that is degraded as failing, and the title those of others apart', async () => {
	const {screen} = await open([status(), status({id: 'x', state: 'degraded', reason: 'db is closed.'})], {
		running: async () => ({supported: true, forwards: [foreign], sessions: []}),
	});
	await screen.shows(/4 Forwards .* 1 up, 1 failing, 1 of others *$/m);
	await screen.shows(/ 1 forward up, 1 failing *$/m);
});

test('says how much each is used now, and that a listener leads where nobody knows', async () => {
	const [mine, lost] = [
		{...foreign, pid: 42, kind: 'unknown', listen: '127.0.0.1:5432', bytes: {in: 5_000_000, out: 2048}},
		{...foreign, kind: 'unknown', target: null, host: null, connections: 0, bytes: {in: 0, out: 0}},
	] as const;
	const running: Services['forwards']['running'] = async () => ({
		supported: true,
		forwards: [mine, lost],
		sessions: [],
	});
	const {screen} = await open(
		[status()],
		{
			running,
		},
		{columns: 240},
	);
	await screen.shows(/127\.0\.0\.1:5432 → db:5432 via bastion .*2 connections, 4\.8 M in, 2\.0 K out, 3 h/);
	await screen.shows(/\? 127\.0\.0\.1:9999 → unknown target +2 min, terminal 77/);
	await screen.press('4', 'l');
	await screen.shows('Open now: 2 connections, 4.8 M in, 2.0 K out.');
	const narrower = await open([status()], {running}, {columns: 200});
	await narrower.screen.shows(/db:5432 via bastion +orders, 4\.8 M in, 2\.0 K out, 3 h/);
});

test('says on the message line what changes, wherever the user is', async () => {
	const {screen, tell} = await open([status()]);
	tell(status({state: 'reconnecting', reason: 'bastion stopped answering.', attempt: 2, nextAt: now}));
	await screen.shows('L 127.0.0.1:5432 → db:5432 via bastion is reconnecting: bastion stopped answering.');
	await screen.shows(/attempt 2 at \d\d:\d\d:\d\d/);
	tell(status());
	await screen.shows('via bastion is up');
	tell(status({state: 'needs you', reason: 'The login was cancelled.'}));
	await screen.shows('via bastion needs you: The login was cancelled.');
	await screen.shows('The login was cancelled. Enter starts it, and asks you here.');
	tell(status({state: 'failed', reason: 'bastion refused it.'}));
	await screen.shows('via bastion has failed: bastion refused it.');
});

test('a host that a forward reaches was all right then', async () => {
	const web = status({id: 'c3d4', alias: 'web-1', state: 'starting', pid: null});
	const {screen, store, tell} = await open([status(), web]);
	await screen.shows(/starting +L/);
	tell(status(), {...web, state: 'up', pid: 43});
	await screen.shows(/web-1 .* forward up/);
	await until(() => store.state().hosts.history['web-1']?.lastOk);
	assert.equal(store.state().hosts.history['bastion'], undefined);
});

test('says to the keeper that the agent holds other keys, where a forward has failed', async () => {
	const {screen, store, said, tell} = await open([status()]);
	await screen.shows('via bastion');
	const key = {type: 'ED25519', bits: 256, comment: '', certificate: null};
	const holding = (...names: readonly string[]): void => {
		const identities = names.map(name => ({...key, fingerprint: name, blob: Buffer.from(name)}));
		store.send({type: 'agent-read', agent: {state: 'keys', socket: '/agent', identities}});
	};
	holding('SHA256:a');
	holding('SHA256:a', 'SHA256:b');
	assert.deepEqual(said, []);
	tell(status({state: 'failed', reason: 'bastion refused the key.', pid: null}));
	holding('SHA256:a', 'SHA256:b');
	assert.deepEqual(said, []);
	holding('SHA256:a', 'SHA256:c');
	assert.deepEqual(said, ['keys changed']);
});

test('starts, stops, restarts, verifies and logs what is chosen', async () => {
	const {screen, said, tell} = await open([status()]);
	await screen.press('4', 'Enter');
	await screen.shows('Stopped: L 127.0.0.1:5432');
	tell(status({state: 'stopped', pid: null}));
	await screen.press('Enter', 'r');
	await screen.press('v');
	await screen.shows('Nothing listens at db:5432.');
	await screen.press('Esc', 'l');
	await screen.shows('failed: Port 5432 is taken.');
	await screen.shows('bind [127.0.0.1]:5432: Address already in use');
	assert.deepEqual(said.slice(0, 4), ['stop b2c3', 'start b2c3', 'restart b2c3', 'verify b2c3']);
});

test('deletes, and brings back what was deleted as it was', async () => {
	const {screen, said, tell} = await open([status()]);
	await screen.press('4', 'd');
	await screen.shows('u brings it back');
	tell();
	await screen.shows('No ssh of yours holds a forward now');
	await screen.press('u');
	await screen.shows('Back: L 127.0.0.1:5432');
	assert.match(said.at(-1) ?? '', /^set \[.*"isSaved":true.*"forward":"b2c3","isStarted":true/);
	await screen.press('u');
	await screen.shows('No forward was deleted here.');
});

test('starts a forward of the config as it is', async () => {
	const {screen, said} = await open([]);
	await screen.press('4');
	await screen.shows('bastion asks for it');
	await screen.press('G', 'Enter');
	assert.match(
		said[0] ?? '',
		/"alias":"bastion","kind":"local","specification":"127.0.0.1:8080:localhost:80"/,
	);
});

test('the cursor rests on forwards alone, and those of others stand in the order of their ports', async () => {
	const listed = [10_000, 9999].map(port => ({...foreign, pid: port, listen: `127.0.0.1:${port}`}));
	const {screen, said} = await open([], {
		running: async () => ({supported: true, forwards: listed, sessions: []}),
	});
	await screen.press('4');
	await screen.shows(/127\.0\.0\.1:9999[\s\S]*127\.0\.0\.1:10000[\s\S]*In the config[\s\S]*8080/);
	await screen.press('j', 'j', 'Enter');
	assert.match(said[0] ?? '', /8080/);
	await screen.press('k', 'e');
	await screen.shows('Another program holds it');
	await screen.press('Enter');
	await screen.shows('End process 10000?');
});

test('a form says in words what will happen, takes a pasted line, and names who is in the way', async () => {
	const holder = async (endpoint: unknown) =>
		JSON.stringify(endpoint).includes('5432') ? {pid: 7, name: 'postgres'} : null;
	const {screen, said} = await open([], {holder});
	await screen.press('n');
	await screen.shows('New forward');
	await screen.write('\u001B[200~ssh -N -L 5432:db.internal:5432 web-1\u001B[201~');
	await screen.shows('127.0.0.1:5432 is taken by postgres (process 7). Port 5433 is free.');
	await screen.shows('On this machine, 127.0.0.1:5432 will lead to db.internal:5432 as seen from web-1.');
	await screen.press('Enter');
	await screen.press('Ctrl+U');
	await screen.write('5433');
	await screen.showsNot('is taken by');
	await screen.press('Enter');
	await screen.shows(/4 Forwards +━/);
	assert.match(
		said[0] ?? '',
		/"alias":"web-1",.*"kind":"local","specification":"127.0.0.1:5433:db.internal:5432"/,
	);
});

test('what was started anew has the cursor: the next key is about it', async () => {
	const {screen, said} = await open([
		status({id: 'b1b1', specification: '127.0.0.1:1:a:1'}),
		status({id: 'd4f5', specification: '127.0.0.1:2:a:2'}),
	]);
	await screen.press('4', 'n');
	await screen.write('\u001B[200~ssh -L 2:a:2 bastion\u001B[201~');
	await screen.shows('On this machine, 127.0.0.1:2 will lead to a:2');
	await screen.press('Enter');
	await screen.shows(/4 Forwards +━/);
	await screen.press('Enter');
	await screen.shows('Stopped: L 127.0.0.1:2');
	assert.equal(said.filter(line => line.startsWith('stop')).join(), 'stop d4f5');
});

test('of a pasted line all forwards are said in words, and start together', async () => {
	const holder = async (endpoint: unknown) =>
		JSON.stringify(endpoint).includes('5433') ? {pid: 7, name: 'postgres'} : null;
	const {screen, said} = await open([], {holder}, {rows: 40});
	await screen.press('n');
	await screen.shows('New forward');
	await screen.write(
		'\u001B[200~ssh -N -J jump -L 5432:db:5432 -L 5433:db:5433 -R *:9000:localhost:3000 -D 1080 web-1\u001B[201~',
	);
	await screen.shows('On this machine, 127.0.0.1:5432 will lead to db:5432 as seen from web-1.');
	await screen.shows('Also of the pasted line (3 forwards):');
	await screen.shows('On this machine, 127.0.0.1:5433 will lead to db:5433 as seen from web-1.');
	await screen.shows('127.0.0.1:5433 is taken by postgres (process 7). Port 5434 is free.');
	await screen.shows('On web-1, *:9000 will lead to localhost:3000 as seen from this machine.');
	await screen.shows('On this machine, 127.0.0.1:1080 will be a SOCKS proxy that goes out from web-1.');
	await screen.shows('Not taken from the pasted line: -J jump.');
	await screen.press('Enter');
	await screen.shows('Open it to them?');
	await screen.press('y');
	await screen.shows(/4 Forwards +━/);
	assert.deepEqual(
		said.map(line => /"kind":"\w+","specification":"[^"]+"/.exec(line)?.[0]),
		[
			'"kind":"local","specification":"127.0.0.1:5432:db:5432"',
			'"kind":"local","specification":"127.0.0.1:5433:db:5433"',
			'"kind":"remote","specification":"*:9000:localhost:3000"',
			'"kind":"dynamic","specification":"127.0.0.1:1080"',
		],
	);
});

test('a block of a config that is pasted gives its host and all its forwards', async () => {
	const {screen, said} = await open([]);
	await screen.press('n');
	await screen.write(
		'\u001B[200~Host web-1\n\tUser me\n\tlocalforward 7001 a:1\n\tDynamicForward 7002\n\u001B[201~',
	);
	await screen.shows('On this machine, 127.0.0.1:7001 will lead to a:1 as seen from web-1.');
	await screen.shows('On this machine, 127.0.0.1:7002 will be a SOCKS proxy that goes out from web-1.');
	await screen.press('Enter');
	await screen.shows(/4 Forwards +━/);
	assert.equal(said.length, 2);
});

test('a name with a dash in it is no option', async () => {
	const {screen, said} = await open([]);
	await screen.press('n', 'Ctrl+U');
	await screen.write('web-D1');
	await screen.press('Tab', 'Tab');
	await screen.write('5432');
	await screen.press('Tab');
	await screen.write('Orders-DB:5432');
	await screen.press('Tab', 'Enter');
	await screen.shows(/4 Forwards +━/);
	assert.match(
		said[0] ?? '',
		/"alias":"web-D1",.*"kind":"local","specification":"127.0.0.1:5432:Orders-DB:5432"/,
	);
});

test('what other machines could use is asked about first', async () => {
	const {screen, said} = await open([]);
	await screen.press('n');
	await screen.write('\u001B[200~-L *:8080:db:80\u001B[201~');
	await screen.shows('Other machines can use it too');
	await screen.press('Enter');
	await screen.shows('Open it to them?');
	await screen.press('n');
	// What was typed is there again, to be put right.
	await screen.shows(/Listens on +\*:8080/);
	assert.deepEqual(said, []);
	await screen.press('Tab', 'Tab', 'Ctrl+U');
	await screen.write('8080');
	await screen.showsNot('Other machines can use it too');
	await screen.press('Enter');
	await screen.shows(/4 Forwards +━/);
	assert.match(said[0] ?? '', /"specification":"127.0.0.1:8080:db:80"/);
});

test('one of another program is stopped only after its pid and command line were shown', async () => {
	const ended: unknown[] = [];
	const {screen} = await open([], {
		running: async () => ({supported: true, forwards: [foreign], sessions: []}),
		endRunning: async process => void ended.push(process),
	});
	await screen.press('4');
	await screen.shows(/● up +L 127\.0\.0\.1:9999 → x:1 via h +2 connections, 2 min, terminal 77/);
	await screen.press('e');
	await screen.shows('Another program holds it');
	await screen.press('Enter');
	await screen.shows('ssh -fNL 9999:x:1 h');
	await screen.shows('End process 77?');
	await screen.press('n', 'Enter', 'y');
	await screen.shows('Process 77 has ended.');
	assert.deepEqual(ended, [{pid: 77, startTicks: 5, command: 'ssh -fNL 9999:x:1 h'}]);
});
