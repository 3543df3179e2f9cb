import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {classifyPrompt} from '../../source/core/prompts/classify-prompt.ts';
import {openDashboard, type TestDashboardOptions} from '../helpers/dashboard.tsx';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';

const keys = tempDir('keys');
const made = ['old', 'new', 'third'].map(name => {
	const path = join(keys, name);
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
	const line = readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
	const print = execFileSync('ssh-keygen', ['-lf', `${path}.pub`], {encoding: 'utf8'}).split(' ')[1] ?? '';
	return {line, print};
});
const [oldKey, newKey, third] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]];

function literal(text: string): string {
	return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What ssh says to a changed (or revoked) key of a host, as known_hosts names it. */
function refusal(name: string, {print}: {print: string}, isRevoked = false): string {
	const last = isRevoked
		? `ED25519 host key for ${name} was revoked and you have requested strict checking.`
		: `Host key for ${name} has changed and you have requested strict checking.`;
	return [
		'@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
		'The fingerprint for the ED25519 key sent by the remote host is',
		`${print}.`,
		'Offending ED25519 key in /etc/passwd:1',
		last,
		'Host key verification failed.',
		'',
	].join('\r\n');
}

function question(name: string, address: string, {print}: {print: string}): string {
	return [
		`The authenticity of host '${name} (${address})' can't be established.`,
		`ED25519 key fingerprint is ${print}.`,
		'This key is not known by any other names.',
		'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
	].join('\n');
}

/** A dashboard over a config whose known_hosts file holds these lines. */
async function dashboard(known: readonly string[], options: TestDashboardOptions = {}) {
	const knownHosts = join(tempDir('known'), 'known_hosts');
	const global = `${knownHosts}-global`;
	writeFileSync(knownHosts, known.map(line => `${line}\n`).join(''));
	const config = [
		`UserKnownHostsFile ${knownHosts}`,
		`GlobalKnownHostsFile ${global}`,
		'Host web-1',
		'\tHostName 192.0.2.1',
		'\tPort 2222',
		'Host db-1',
		'\tHostName 192.0.2.2',
		'\tProxyJump bastion',
		'Host bastion',
		'\tHostName 192.0.2.3',
		'',
	].join('\n');
	const opened = await openDashboard({config, ...options});
	await opened.screen.shows('1 Hosts');
	const login = new AbortController().signal;
	const ask = (text: string, hops: readonly string[] = [], alias = 'web-1') => {
		const asking: {answer: string | null | undefined} = {answer: undefined};
		const {signal} = new AbortController();
		const how = {signal, childId: 'c', login};
		opened.ask(classifyPrompt(text, undefined, {alias, hops}), how).then(answer => {
			asking.answer = answer;
		});
		return asking;
	};
	return {...opened, knownHosts, global, asks: ask, knownText: () => readFileSync(knownHosts, 'utf8')};
}

const web = '[192.0.2.1]:2222';
const changed = (stderr: string): TestDashboardOptions => ({end: {code: 255, stderr}});

test('an unknown host key shows what is known of name and address, and yes answers the fingerprint', async () => {
	const {screen, asks, knownText} = await dashboard([`192.0.2.1 ${oldKey.line}`, `192.0.2.9 ${newKey.line}`]);
	const before = knownText();
	const asking = asks(question(web, '[192.0.2.9]:2222', newKey));
	await screen.shows('web-1: host key not known');
	await screen.shows(new RegExp(`host +web-1, ${literal(web)}`));
	await screen.shows(`ED25519 ${newKey.print}`);
	await screen.shows(new RegExp(`by name +ED25519 ${literal(oldKey.print)}`));
	await screen.shows('(another key)');
	await screen.shows(new RegExp(`by address +ED25519 ${literal(newKey.print)}`));
	await screen.shows('(this key)');
	await screen.press('Enter', 'y', 'Enter');
	await screen.shows('Type yes, or paste the fingerprint you were given. no or Esc refuses.');
	assert.equal(asking.answer, undefined);
	await screen.write('es\r');
	await until(() => asking.answer !== undefined);
	assert.equal(asking.answer, newKey.print);
	assert.equal(knownText(), before);
});

test('a pasted fingerprint is compared; no and Esc refuse', async () => {
	const {screen, asks} = await dashboard([]);
	const text = question(web, web, newKey);
	const first = asks(text);
	await screen.shows(/by name +nothing known/);
	await screen.write(`${oldKey.print}\r`);
	await screen.shows('not the fingerprint of the key shown here');
	await screen.press('Ctrl+U');
	await screen.write(`${newKey.print}\r`);
	await until(() => first.answer !== undefined);
	assert.equal(first.answer, newKey.print);
	const second = asks(text);
	await screen.shows('host key not known');
	await screen.write('no\r');
	await until(() => second.answer === 'no');
	const last = asks(text);
	await screen.shows('host key not known');
	await screen.press('Esc');
	await until(() => last.answer === null);
});

test('the key of a jump host is asked for by the name of the jump host', async () => {
	const {screen, asks} = await dashboard([]);
	asks(question('192.0.2.3', '192.0.2.3', newKey), ['bastion'], 'db-1');
	await screen.shows(/host +bastion, 192\.0\.2\.3/);
	await screen.shows('For the connection to db-1, by way of bastion.');
});

test('a narrow screen shows the whole fingerprint', async () => {
	const {screen, asks} = await dashboard([], {columns: 44, rows: 30});
	asks(question(web, web, newKey));
	await screen.shows('shows the key');
	await until(() => screen.screen().join('').replaceAll(/\s/g, '').includes(newKey.print));
});

test('a changed key opens the red dialog: lines of our own look-up, both keys, last time it worked', async () => {
	const lines = [`# mine`, `${web} ${oldKey.line}`];
	const {screen, store, asked, knownText, knownHosts} = await dashboard(lines, changed(refusal(web, newKey)));
	const before = knownText();
	store.send({
		type: 'history-read',
		history: {'web-1': {lastUsed: 0, lastOk: store.state().now - 3 * 3_600_000, lastFailure: null}},
		pins: [],
	});
	await screen.press('Enter');
	await screen.shows('web-1: THE HOST KEY HAS CHANGED');
	await screen.shows(new RegExp(`known +ED25519 ${literal(oldKey.print)}`));
	await until(() => screen.screen().join('').replaceAll(/\s/g, '').includes(`${knownHosts}:2(as${web})`));
	await screen.shows(new RegExp(`shows now +ED25519 ${literal(newKey.print)}`));
	await screen.shows(/address +192\.0\.2\.1 port 2222/);
	await screen.shows(/last worked +3 h ago/);
	await screen.showsNot('/etc/passwd');
	const row = screen.screen().findIndex(line => line.includes('THE HOST KEY'));
	const {fg} = screen.cellAt(row, (screen.screen()[row] ?? '').indexOf('THE HOST'));
	assert.equal(fg, 1);
	await screen.press('v');
	await screen.shows('| Offending ED25519 key in /etc/passwd:1');
	await screen.press('v');
	await screen.showsNot('/etc/passwd');
	await screen.press('y');
	const report = asked.findLast(text => text.startsWith('copy')) ?? '';
	assert.match(report, /host key of web-1 was refused/);
	assert.ok(
		report.includes(oldKey.print) && report.includes(newKey.print) && report.includes(`${knownHosts}:2`),
	);
	await screen.press('Enter');
	await screen.showsNot('THE HOST KEY');
	assert.equal(knownText(), before);
});

test('no single key replaces; the typed name does, exactly the offending lines go, and u puts them back', async () => {
	const lines = [
		`${web},other ${oldKey.line} shared`,
		`192.0.2.1 ${oldKey.line}`,
		`192.0.2.1 ${third.line}`,
		`@cert-authority ${web} ${third.line}`,
		`b ${oldKey.line}`,
	];
	const {screen, store, knownText} = await dashboard(lines, changed(refusal(web, newKey)));
	const before = knownText();
	await screen.press('Enter');
	await screen.shows('THE HOST KEY HAS CHANGED');
	await screen.press('r');
	await screen.shows('web-1: replace its known key');
	for (const typed of ['\r', 'y\r', 'es\r']) {
		await screen.write(typed);
		await screen.shows('Nothing removed: type the name web-1');
		assert.equal(knownText(), before);
	}
	await screen.press('Ctrl+U');
	await screen.write('web-1\r\r');
	await screen.shows('web-1: known key removed');
	await screen.shows('other stays');
	await screen.shows(newKey.print);
	assert.equal(
		knownText(),
		[`other ${oldKey.line} shared`, ...lines.slice(2)].map(line => `${line}\n`).join(''),
	);
	assert.deepEqual(store.state().replacedKeys, {[web]: newKey.print});
	await screen.press('Esc', 'u');
	await screen.shows('Put back the host keys');
	assert.equal(knownText(), before);
	await screen.press('u');
	await screen.shows('Nothing to undo.');
});

test('after a replacement the next question compares: the same key is good, another needs its whole fingerprint', async () => {
	const {screen, asks} = await dashboard([`${web} ${oldKey.line}`], changed(refusal(web, newKey)));
	await screen.press('Enter');
	await screen.shows('THE HOST KEY HAS CHANGED');
	await screen.write('rweb-1\r');
	await screen.shows('known key removed');
	await screen.press('Esc');
	const same = asks(question(web, web, newKey));
	await screen.shows('It is the key that was shown');
	await screen.write('yes\r');
	await until(() => same.answer === newKey.print);
	const another = asks(question(web, web, third));
	await screen.shows('It is NOT the key that was shown');
	await screen.write('yes\r');
	await screen.shows('yes is not enough here');
	assert.equal(another.answer, undefined);
	await screen.press('Ctrl+U');
	await screen.write(`${third.print}\r`);
	await until(() => another.answer === third.print);
});

test('a revoked key, a file of the whole machine and a pattern are refused with the reason', async () => {
	const stderr = refusal(web, newKey, true);
	const revoked = await dashboard([`@revoked ${web} ${newKey.line}`], changed(stderr));
	await revoked.screen.press('Enter');
	await revoked.screen.shows('web-1: REVOKED HOST KEY');
	await revoked.screen.press('r');
	await revoked.screen.shows('! A revoked key has no override');
	await revoked.screen.shows('REVOKED HOST KEY');

	const machine = await dashboard([`${web} ${oldKey.line}`], changed(refusal(web, newKey)));
	writeFileSync(machine.global, `${web} ${third.line}\n`);
	await machine.screen.press('Enter');
	await machine.screen.shows('THE HOST KEY HAS CHANGED');
	await machine.screen.press('r');
	await machine.screen.shows('never changed from here');
	await machine.screen.showsNot('replace its known key');

	const pattern = await dashboard([`[192.0.2.*]:* ${oldKey.line}`], changed(refusal(web, newKey)));
	const before = pattern.knownText();
	await pattern.screen.press('Enter');
	await pattern.screen.shows('THE HOST KEY HAS CHANGED');
	await pattern.screen.write('rweb-1\r');
	await pattern.screen.shows('is for other hosts too');
	assert.equal(pattern.knownText(), before);
	assert.ok(existsSync(pattern.knownHosts));
});

test('the changed key of a jump host is that of the jump host, whose name has to be typed', async () => {
	const stderr = `${refusal('192.0.2.3', newKey)}kex_exchange_identification: Connection closed by remote host\r\nConnection closed by UNKNOWN port 65535\r\n`;
	const lines = [`192.0.2.3 ${oldKey.line}`, `192.0.2.2 ${oldKey.line}`];
	const {screen, knownText} = await dashboard(lines, changed(stderr));
	await screen.press('Down', 'Enter');
	await screen.shows('bastion: THE HOST KEY HAS CHANGED');
	await screen.shows('bastion, on the way to db-1');
	await screen.write('rdb-1\r');
	await screen.shows('type the name bastion');
	await screen.press('Ctrl+U');
	await screen.write('bastion\r');
	await screen.shows('bastion: known key removed');
	assert.equal(knownText(), `192.0.2.2 ${oldKey.line}\n`);
});

test('words about a host that is none of this connection open no red dialog', async () => {
	const {screen} = await dashboard([`192.0.2.99 ${oldKey.line}`], changed(refusal('192.0.2.99', newKey)));
	await screen.press('Enter');
	await screen.shows('What ssh said');
	await screen.showsNot('THE HOST KEY HAS CHANGED');
});

test('a typed target has its red dialog too', async () => {
	const {screen, knownText} = await dashboard(
		[`[192.0.2.7]:2207 ${oldKey.line}`],
		changed(refusal('[192.0.2.7]:2207', newKey)),
	);
	await screen.write('/u@192.0.2.7 -p 2207\r');
	await screen.shows('192.0.2.7: THE HOST KEY HAS CHANGED');
	await screen.write('r192.0.2.7\r');
	await screen.shows('known key removed');
	assert.equal(knownText(), '');
});
