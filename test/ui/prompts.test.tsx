import assert from 'node:assert/strict';
import {test} from 'node:test';
import {classifyPrompt} from '../../source/core/prompts/classify-prompt.ts';
import {openDashboard, type TestDashboard, type TestDashboardOptions} from '../helpers/dashboard.tsx';
import {until} from '../helpers/wait.ts';

const config = `
Host web-1
	HostName 192.0.2.1
Host db-1
	HostName 192.0.2.2
	ProxyJump bastion
	# tags: prod
Host bastion
	HostName 192.0.2.3
`;
const passphrase = "Enter passphrase for key '/keys/id_ed25519': ";
const secret = 'hunter2 wïth späce';

/** A dashboard, and a way to ask as a child to a host does: `answer` is undefined until there is one. */
async function dashboard(options: TestDashboardOptions = {}) {
	const opened = await openDashboard({config, ...options});
	await opened.screen.shows('1 Hosts');
	return {...opened, asks: (text: string, how: Asking = {}) => asks(opened, text, how)};
}

type Asking = {
	alias?: string;
	hops?: readonly string[];
	kind?: string;
	childId?: string;
	signal?: AbortSignal;
	login?: AbortSignal;
};

/** The login of all questions that are of no other. */
const someLogin = new AbortController().signal;

function asks({ask}: TestDashboard, text: string, how: Asking) {
	const {alias = 'web-1', hops = [], kind, childId = 'child', login = someLogin} = how;
	const {signal = new AbortController().signal} = how;
	const asking: {answer: string | null | undefined} = {answer: undefined};
	ask(classifyPrompt(text, kind, {alias, hops}), {signal, childId, login}).then(answer => {
		asking.answer = answer;
	});
	return asking;
}

test('a passphrase is masked, named by host and key, and goes to the child alone', async () => {
	const {screen, store, asks} = await dashboard();
	const states: unknown[] = [];
	store.subscribe(state => states.push(state));
	const asking = asks(passphrase);
	await screen.shows('web-1: passphrase');
	await screen.shows('Passphrase of the key /keys/id_ed25519');
	await screen.shows('For the connection to web-1.');
	await screen.write(secret);
	await screen.shows(new RegExp(`> •{${Array.from(secret).length}}$`, 'm'));
	await screen.press('Enter');
	await until(() => asking.answer !== undefined);
	assert.equal(asking.answer, secret);
	await screen.showsNot('web-1: passphrase');
	for (const part of ['hunter2', 'späce']) {
		assert.ok(!JSON.stringify(states).includes(part), 'in the state');
		assert.ok(!screen.output.includes(part), 'on the screen');
	}
});

test('the masked field is edited as any other, and a paste keeps what a password may hold', async () => {
	const {screen, asks} = await dashboard();
	const asking = asks("u@192.0.2.1's password: ");
	await screen.shows('web-1: password');
	await screen.shows('Password of u@192.0.2.1 (web-1)');
	await screen.write('bcx');
	await screen.press('Backspace', 'Home');
	await screen.write('a');
	await screen.press('End');
	assert.equal(screen.cursor.visible, true);
	await screen.write('\u001B[200~ \ttwo\n\u001B[201~');
	await screen.write('\u001B[200~one\ntwo\u001B[201~');
	await screen.shows('An answer is one line');
	await screen.shows('> ••••••••');
	await screen.press('Enter');
	await until(() => asking.answer !== undefined);
	assert.equal(asking.answer, 'abc \ttwo');
});

test('Esc and Ctrl+C cancel what asks; an answer nobody waits for any more closes by itself', async () => {
	const {screen, asks} = await dashboard();
	for (const key of ['Esc', 'Ctrl+C']) {
		const asking = asks(passphrase);
		await screen.shows('web-1: passphrase');
		await screen.write('typed');
		await screen.press(key);
		await until(() => asking.answer !== undefined);
		assert.equal(asking.answer, null);
		await screen.showsNot('web-1: passphrase');
	}
	const ending = new AbortController();
	const asking = asks(passphrase, {signal: ending.signal});
	await screen.shows('web-1: passphrase');
	await screen.write('typed');
	ending.abort();
	await screen.showsNot('web-1: passphrase');
	assert.equal(asking.answer, null);
	const late = asks(passphrase);
	await screen.shows('web-1: passphrase');
	await screen.showsNot('•');
	await screen.press('Esc');
	assert.equal(late.answer, null);
});

test('an Enter meant for something else sends no empty answer; a second one does', async () => {
	const {screen, asks} = await dashboard();
	const asking = asks('(u@192.0.2.1) Press Enter for a push: ');
	await screen.press('Enter');
	await screen.shows('Nothing is typed yet');
	assert.equal(asking.answer, undefined);
	await screen.press('Enter');
	await until(() => asking.answer !== undefined);
	assert.equal(asking.answer, '');
});

test('attempts of the same child are counted, with their most where ssh has told it', async () => {
	const {screen, store, asks} = await dashboard();
	await until(() => store.state().details.status === 'ready');
	for (const [text, childId] of [
		['Attempt 1 of 3.', 'a'],
		['Attempt 2 of 3. What was typed before was not right.', 'a'],
		['Attempt 1 of 3.', 'b'],
	] as const) {
		asks(passphrase, {childId});
		await screen.shows(text);
		await screen.press('Esc');
	}
});

test('questions queue, each bound to its child', async () => {
	const {screen, asks} = await dashboard();
	const first = asks("u@192.0.2.1's password: ", {childId: 'a'});
	const second = asks("u@192.0.2.3's password: ", {alias: 'db-1', hops: ['bastion'], childId: 'b'});
	const ending = new AbortController();
	const third = asks(passphrase, {childId: 'c', signal: ending.signal});
	await screen.shows('web-1: password');
	await screen.shows('2 more waiting');
	ending.abort();
	await screen.shows('1 more waiting');
	await screen.write('one\r');
	await screen.shows('db-1 #prod: password');
	await screen.shows('Password of u@192.0.2.3 (bastion)');
	await screen.shows('For the connection to db-1, by way of bastion.');
	await screen.showsNot('more waiting');
	await screen.shows('keys are taken once');
	await screen.showsNot('keys are taken');
	await screen.write('two\r');
	await until(() => second.answer !== undefined);
	assert.deepEqual([first.answer, second.answer, third.answer], ['one', 'two', null]);
});

test('one login is asked to its end before another one, however many ask meanwhile', async () => {
	const {screen, asks} = await dashboard();
	const [one, other] = [new AbortController(), new AbortController()];
	const code = asks('(u@192.0.2.1) Code: ', {login: one.signal});
	const password = asks("u@192.0.2.3's password: ", {alias: 'bastion', login: other.signal});
	await screen.shows('1 more waiting');
	await screen.write('123\r');
	await screen.showsNot('the server asks');
	const pin = asks('(u@192.0.2.1) PIN: ', {login: one.signal});
	await screen.shows('| PIN:');
	await screen.write('456\r');
	await screen.showsNot('the server asks');
	assert.ok(!screen.output.includes('bastion: password'));
	one.abort();
	await screen.shows('bastion: password');
	assert.deepEqual([code.answer, pin.answer, password.answer], ['123', '456', undefined]);
});

test('what is typed on behind a secret does nothing in the panes', async () => {
	const {screen, asks} = await dashboard();
	const code = asks('(u@192.0.2.1) Code: ');
	await screen.shows('| Code:');
	await screen.write('123\r?');
	await screen.shows('What is typed so soon behind an answer is no key here');
	assert.equal(code.answer, '123');
});

test('nor in a dialog that the question was asked over', async () => {
	const {screen, asks} = await dashboard();
	await screen.press('D');
	await screen.shows('Doctor: web-1');
	const code = asks('(u@192.0.2.1) Code: ');
	await screen.shows('| Code:');
	await screen.write('123\rq\r');
	await screen.shows('What is typed so soon behind an answer is no key here');
	await screen.shows('Doctor: web-1');
	assert.equal(code.answer, '123');
	await screen.press('Esc');
	await screen.showsNot('Doctor: web-1');
});

test('a question in the place of another host’s takes no key until none came for a moment', async () => {
	const {screen, asks} = await dashboard();
	const [one, other] = [new AbortController(), new AbortController()];
	const gone = asks("u@192.0.2.1's password: ", {login: one.signal, signal: one.signal});
	const asking = asks("u@192.0.2.3's password: ", {alias: 'bastion', login: other.signal});
	await screen.shows('web-1: password');
	await screen.write('hunt');
	one.abort();
	await screen.shows('bastion: password');
	await screen.write('er2\r');
	await screen.write('\u001B[200~er2\u001B[201~');
	await screen.press('Enter', 'Enter');
	await screen.shows('bastion asks now: keys are taken once none was pressed for a moment.');
	await screen.showsNot('keys are taken');
	await screen.showsNot('•');
	await screen.write('right\r');
	await until(() => asking.answer !== undefined);
	assert.deepEqual([gone.answer, asking.answer], [null, 'right']);
});

test('the questions of a connection name the jump host that asks, and are counted for each machine', async () => {
	const {screen, answering} = await dashboard();
	const onPrompt = answering();
	const over = new AbortController();
	const {signal} = new AbortController();
	const text = "u@192.0.2.9's password: ";
	const asked = {alias: 'db-1', purpose: null, login: 1, hop: null, text, kind: null, said: ''};
	for (const [hop, title, attempt] of [
		['bastion', 'bastion, on the way to db-1 #prod: password', null],
		['bastion', 'bastion, on the way to db-1 #prod: password', 'Attempt 2.'],
		[null, 'db-1 #prod: password', null],
	] as const) {
		const answer = onPrompt({...asked, hop}, over.signal, signal);
		await screen.shows(title);
		await screen.shows(`Password of u@192.0.2.9 (${hop ?? 'db-1'})`);
		await (attempt === null ? screen.showsNot('Attempt') : screen.shows(attempt));
		await screen.shows('by way of bastion');
		await screen.write('pw\r');
		assert.equal(await answer, 'pw');
	}
	const anew = onPrompt({...asked, login: 2}, over.signal, signal);
	await screen.shows('db-1 #prod: password');
	await screen.showsNot('Attempt');
	await screen.write('pw\r');
	assert.equal(await anew, 'pw');
	const last = onPrompt(asked, over.signal, signal);
	over.abort();
	assert.equal(await last, null);
});

test('a host tagged prod is red in the title, also as a word', async () => {
	const {screen, asks} = await dashboard();
	asks(passphrase, {alias: 'db-1'});
	await screen.shows('db-1 #prod: passphrase');
	const row = screen.screen().findIndex(line => line.includes('db-1 #prod: passphrase'));
	const column = (screen.screen()[row] ?? '').indexOf('db-1 #prod: ');
	const prod = screen.cellAt(row, column).fg;
	await screen.press('Esc');
	asks(passphrase);
	await screen.shows('web-1: passphrase');
	assert.notEqual(screen.cellAt(row, column).fg, prod);
});

test('what a server writes is marked as its own, clean, and cannot pass for ssh', async () => {
	const {screen, asks} = await dashboard();
	const asking = asks("(u@192.0.2.1) \u001B[2J\u001B[H Enter passphrase for key '~/.ssh/id_ed25519': ");
	await screen.shows('web-1: the server asks');
	await screen.shows('The server asks for u@192.0.2.1 (web-1). From the server, in its own words:');
	await screen.shows("| \\x1b[2J\\x1b[H Enter passphrase for key '~/.ssh/id_ed25519':");
	await screen.showsNot('web-1: passphrase');
	await screen.shows('1 Hosts');
	await screen.press('Esc');
	assert.equal(asking.answer, null);
	asks(`(u@192.0.2.1) ${'many lines\n'.repeat(200)}`);
	await screen.shows('more lines');
	await screen.shows('> ');
	assert.match(screen.screen().at(-1) ?? '', /Enter answer/);
});

test('a question that is not known is shown as it came, and masked', async () => {
	const {screen, asks} = await dashboard();
	const asking = asks('Token for vault: \u001B]0;x\u0007');
	await screen.shows('A question that Sallyport does not know');
	await screen.shows('| Token for vault: \\x1b]0;x\\x07');
	await screen.write('1234');
	await screen.shows('> ••••');
	await screen.press('Enter');
	await until(() => asking.answer !== undefined);
	assert.equal(asking.answer, '1234');
});

test('a touch is asked for without a field, and goes when it was given', async () => {
	const {screen, asks} = await dashboard();
	const ending = new AbortController();
	const text = 'Confirm user presence for key ED25519-SK SHA256:abc';
	asks(text, {kind: 'none', signal: ending.signal});
	await screen.shows('web-1: touch your key');
	await screen.shows('ED25519-SK SHA256:abc');
	await screen.press('Enter', 'x');
	await screen.shows('web-1: touch your key');
	ending.abort();
	await screen.showsNot('touch your key');
	const cancelled = asks(text, {kind: 'none'});
	await screen.shows('web-1: touch your key');
	await screen.press('Esc');
	assert.equal(cancelled.answer, null);
});

test('yes or no is typed as a word, not pressed as a key', async () => {
	const {screen, asks} = await dashboard();
	const asking = asks('Allow use of key /k?\nKey fingerprint SHA256:x.', {kind: 'confirm'});
	await screen.shows('| Allow use of key /k?');
	await screen.press('y', 'Enter');
	await screen.shows('Type yes or no.');
	assert.equal(asking.answer, undefined);
	await screen.write('es\r');
	await until(() => asking.answer !== undefined);
	assert.equal(asking.answer, 'yes');
});

test('a question waits for another dialog, comes back when one covers it, and keeps what was typed', async () => {
	const {screen, store, asks} = await dashboard();
	await screen.press(':');
	await screen.shows('Command');
	const asking = asks(passphrase);
	await screen.shows('web-1 asks something: close what is open to answer.');
	await screen.press('Esc');
	await screen.shows('web-1: passphrase');
	await screen.write('ab');
	store.send({type: 'dialog-opened', dialog: {kind: 'confirm', question: 'Sure?', command: 'app.redraw'}});
	await screen.shows('Sure?');
	await screen.press('n');
	await screen.shows('> ••');
	await screen.write('c\r');
	await until(() => asking.answer !== undefined);
	assert.equal(asking.answer, 'abc');
});

test('a question comes over what only shows something, which comes back', async () => {
	const {screen, asks} = await dashboard();
	await screen.press('?');
	await screen.shows('Help');
	const ending = new AbortController();
	asks(passphrase, {signal: ending.signal});
	await screen.shows('web-1: passphrase');
	await screen.write('ab');
	ending.abort();
	await screen.showsNot('web-1: passphrase');
	await screen.shows('Help');
	const asking = asks(passphrase);
	await screen.write('c\r');
	await until(() => asking.answer !== undefined);
	assert.equal(asking.answer, 'c');
	await screen.shows('Help');
});

test('what is typed into the filter never slips into a secret', async () => {
	const {screen, asks} = await dashboard();
	await screen.press('/', 'd');
	const asking = asks(passphrase);
	await screen.shows('leave the filter');
	await screen.press('b');
	await screen.shows('1 of 3 hosts');
	assert.equal(asking.answer, undefined);
	await screen.press('Esc');
	await screen.shows('web-1: passphrase');
	await screen.showsNot('•');
});

test('a question waits while a session has the terminal, and says so afterwards', async () => {
	let isLent = true;
	const {screen, asks} = await dashboard({terminal: {isLent: () => isLent}});
	const ending = new AbortController();
	asks(passphrase);
	const gone = asks(passphrase, {alias: 'db-1', signal: ending.signal});
	ending.abort();
	await until(() => gone.answer === null);
	await screen.showsNot('passphrase');
	isLent = false;
	await screen.shows('web-1: passphrase');
	await screen.shows('asked while the terminal was in use');
});

for (const [columns, rows] of [
	[40, 10],
	[80, 24],
	[200, 60],
] as const) {
	test(`fits ${columns}×${rows}, with the field and its cursor on screen`, async () => {
		const {screen, asks} = await dashboard({columns, rows});
		asks(`(u@192.0.2.1) ${'Password please, if you would. '.repeat(30)}`);
		await screen.shows('web-1');
		await screen.write('x'.repeat(250));
		await screen.shows('> …•');
		const {row, column} = screen.cursor;
		assert.match(screen.screen()[row] ?? '', /> …•/);
		assert.ok(column < columns && column > 8, `${column}`);
	});
}
