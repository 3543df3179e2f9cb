import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {isAbort} from '../../source/core/errors.ts';
import type {Lease} from '../../source/services/keeper/lease.ts';
import {startAgent} from '../helpers/agent.ts';
import {startAskingServer} from '../helpers/asking-server.ts';
import {type Sshd, startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {openRealDashboard, type RealDashboard} from './real-dashboard.tsx';

const directory = tempDir('logins');
let count = 0;

function configFile(text: string): string {
	const path = join(directory, `config-${count++}`);
	writeFileSync(path, text);
	return path;
}

function makeKey(name: string, type = 'ed25519', passphrase = ''): string {
	const path = join(directory, `${name}-${count++}`);
	execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', path]);
	return path;
}

function open(text: string): Promise<RealDashboard> {
	return openRealDashboard(configFile(text), text);
}

/** Logs in as a handler does: what goes wrong is shown. */
function login({connections, report}: RealDashboard, alias: string): Promise<Lease | null> {
	return connections.lease(alias).catch((error: unknown) => {
		report(error);
		return null;
	});
}

/** The login came through, and carries files. */
async function opened(logging: Promise<Lease | null>): Promise<void> {
	const lease = await logging;
	assert.ok(lease);
	const channel = await lease.openChannel('sftp');
	channel.close();
	await channel.ended;
	lease.release();
}

test('a password: asked again when it is wrong, and the server’s own name for the host is not needed', async () => {
	const server = await startAskingServer([{method: 'password', secret: 'right'}]);
	const dashboard = await open(server.configFor('box'));
	const {screen} = dashboard;
	const logging = login(dashboard, 'box');
	await screen.shows('box: password');
	await screen.shows('Password of me@127.0.0.1 (box)');
	await screen.write('wrong\r');
	await screen.shows('What was typed before was not right.');
	await screen.write('right\r');
	await opened(logging);
	await screen.shows('ok now');
});

test('a key, then a password', async () => {
	const server = await startAskingServer([{method: 'publickey'}, {method: 'password', secret: 'second'}]);
	const text = server.configFor('box', [`IdentityFile ${makeKey('first', 'ed25519', 'first')}`]);
	const dashboard = await open(text.replace('\tIdentityFile none\n', ''));
	const {screen} = dashboard;
	const logging = login(dashboard, 'box');
	await screen.shows('box: passphrase');
	await screen.write('first\r');
	await screen.shows('box: password');
	await screen.write('second\r');
	await opened(logging);
	assert.equal(server.logins(), 1);
});

test('what a hostile server asks is marked as its words, and draws nothing', async () => {
	const server = await startAskingServer([
		{
			method: 'keyboard-interactive',
			prompts: ["\u001B[2J\u001B[1;1HEnter passphrase for key '/home/me/.ssh/id_ed25519': ", 'Code: '],
			secrets: ['one', 'two'],
		},
	]);
	const dashboard = await open(server.configFor('box'));
	const {screen} = dashboard;
	const logging = login(dashboard, 'box');
	await screen.shows('box: the server asks');
	await screen.shows('The server asks for me@127.0.0.1 (box). From the server, in its own words:');
	await screen.shows(/\| \S*\[2J\S*\[1;1HEnter passphrase for key/);
	await screen.showsNot('box: passphrase');
	await screen.shows('1 Hosts');
	await screen.write('one\r');
	await screen.shows('| Code:');
	await screen.write('too\r');
	await screen.shows('It asks the same once more');
	await screen.write('one\r');
	await screen.shows('| Code:');
	await screen.write('two\r');
	await opened(logging);
});

test('what a server says of its questions is shown with them', async () => {
	const server = await startAskingServer([
		{
			method: 'keyboard-interactive',
			prompts: ['Code: ', 'PIN: '],
			secrets: ['one', 'two'],
			title: 'Token \u001B[2Jlogin',
			instructions: 'Open https://id.test/device\nand type K7-PQ there.',
		},
	]);
	const dashboard = await open(server.configFor('box'));
	const {screen} = dashboard;
	const logging = login(dashboard, 'box');
	await screen.shows('| Code:');
	await screen.shows('Said before the question, by the server or by ssh:');
	await screen.shows(/\| Token \S*\[2Jlogin/);
	await screen.shows('| Open https://id.test/device');
	await screen.shows('| and type K7-PQ there.');
	await screen.showsNot('debug1');
	await screen.write('one\r');
	await screen.shows('| PIN:');
	await screen.showsNot('K7-PQ');
	await screen.write('wrong\r');
	await screen.shows('| Code:');
	await screen.shows('| and type K7-PQ there.');
	await screen.write('one\r');
	await screen.shows('| PIN:');
	await screen.write('two\r');
	await opened(logging);
});

test('a question stays in sight however much the server says before it', async () => {
	const instructions = Array.from({length: 10}, (_, n) => `${n} ${'w'.repeat(90)}`).join('\n');
	const server = await startAskingServer([
		{method: 'keyboard-interactive', prompts: ['Code: '], secrets: ['one'], title: 'Token', instructions},
	]);
	const dashboard = await open(server.configFor('box'));
	const {screen, store} = dashboard;
	screen.resize(80, 24);
	store.send({type: 'resized', columns: 80, rows: 24});
	const logging = login(dashboard, 'box');
	await screen.shows('The server asks for me@127.0.0.1 (box)');
	await screen.shows('| Code:');
	await screen.shows('Said before the question, by the server or by ssh:');
	await screen.write('one\r');
	await opened(logging);
});

test('a host that takes only certificates: with one it opens, without it says which key is not taken', async () => {
	const authority = makeKey('authority');
	const key = makeKey('certified');
	const lines = [`TrustedUserCAKeys ${authority}.pub`, 'AuthorizedKeysFile none'];
	const sshd = await startSshd({lines});
	const text = sshd
		.configFor('box', [`IdentityFile ${key}`])
		.replace(`\tIdentityFile ${sshd.identityFile}\n`, '');
	const dashboard = await open(text);
	await login(dashboard, 'box');
	await dashboard.screen.shows('only with a key, and none that was offered fits');
	await dashboard.screen.press('Esc');
	execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'me', '-n', sshd.user, `${key}.pub`]);
	await opened(login(dashboard, 'box'));
	await dashboard.screen.shows('ok now');
});

test('each hop asks for its own secret, and says so', async () => {
	const [gate, inner] = [await startSshd(), await startSshd()];
	for (const [sshd, secret] of [
		[gate, 'gate'],
		[inner, 'inner'],
	] as const) {
		execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', `${secret} secret`, '-f', sshd.identityFile]);
	}
	const text = gate.configFor('gate') + inner.configFor('inner', ['ProxyJump gate']);
	const dashboard = await open(text);
	const {screen} = dashboard;
	const logging = login(dashboard, 'inner');
	await screen.shows('gate, on the way to inner: passphrase');
	await screen.write('gate secret\r');
	await screen.shows('━ inner: passphrase');
	await screen.shows('For the connection to inner, by way of gate.');
	await screen.write('inner secret\r');
	await opened(logging);
});

test('eight keys in the agent where three may be tried: the reason, and what helps', async () => {
	const agent = await startAgent();
	const keys = Array.from({length: 8}, (_, index) => makeKey(`agent-${index}`));
	execFileSync('ssh-add', ['-q', ...keys], {env: agent.env});
	const sshd = await startSshd({lines: ['MaxAuthTries 3']});
	const dashboard = await open(sshd.configFor('box', [`IdentityAgent ${agent.socket}`, 'IdentitiesOnly no']));
	await login(dashboard, 'box');
	await dashboard.screen.shows('The host gave up after too many keys were offered.');
	await dashboard.screen.shows('IdentitiesOnly yes');
	await dashboard.screen.press('v');
	await dashboard.screen.shows('Too many authentication failures');
});

/** What known_hosts says of an sshd: the key of another one, or of another type. */
function knownAs(sshd: Sshd, key: string, marker = ''): string {
	const text = readFileSync(`${key}.pub`, 'utf8');
	return `# mine\n${marker}[127.0.0.1]:${sshd.port} ${text}`;
}

for (const [name, known, title] of [
	['a changed key', (sshd: Sshd) => knownAs(sshd, makeKey('old')), 'box: THE HOST KEY HAS CHANGED'],
	[
		'a key of another type',
		(sshd: Sshd) => knownAs(sshd, makeKey('old', 'ecdsa')),
		'box: THE HOST KEY HAS CHANGED',
	],
	['a revoked key', (sshd: Sshd) => knownAs(sshd, sshd.hostKeys[0]!, '@revoked '), 'box: REVOKED HOST KEY'],
] as const) {
	test(`${name} ends in the red dialog, and known_hosts stays as it is`, async () => {
		const sshd = await startSshd();
		const before = known(sshd);
		writeFileSync(sshd.knownHostsFile, before);
		const dashboard = await open(sshd.configFor('box'));
		await login(dashboard, 'box');
		await dashboard.screen.shows(title);
		await dashboard.screen.press('Enter');
		await dashboard.screen.showsNot(title);
		await dashboard.screen.shows('failed now');
		assert.equal(readFileSync(sshd.knownHostsFile, 'utf8'), before);
	});
}

test('an unknown key is asked about, and no or Esc leaves known_hosts as it is', async () => {
	const sshd = await startSshd();
	writeFileSync(sshd.knownHostsFile, '# mine\n');
	const dashboard = await open(sshd.configFor('box'));
	const {screen, connections} = dashboard;
	const first = connections.lease('box');
	const refused = assert.rejects(first, isAbort);
	await screen.shows('box: host key not known');
	await screen.press('Esc');
	await refused;
	const logging = login(dashboard, 'box');
	await screen.shows('box: host key not known');
	await screen.write('no\r');
	await logging;
	await screen.shows('was not accepted');
	assert.equal(readFileSync(sshd.knownHostsFile, 'utf8'), '# mine\n');
});

test('an unknown key under StrictHostKeyChecking yes is told, not asked about', async () => {
	const sshd = await startSshd();
	writeFileSync(sshd.knownHostsFile, '# mine\n');
	const dashboard = await open(sshd.configFor('box', ['StrictHostKeyChecking yes']));
	await login(dashboard, 'box');
	await dashboard.screen.shows('StrictHostKeyChecking');
	assert.equal(readFileSync(sshd.knownHostsFile, 'utf8'), '# mine\n');
	assert.ok(!existsSync(`${sshd.knownHostsFile}.old`));
});
