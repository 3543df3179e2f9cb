import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {chmodSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {ExaminationFollower, Services} from '../../source/commands/services.ts';
import type {Examination, Stage, StageStatus} from '../../source/core/doctor/stage.ts';
import {readAgent} from '../../source/services/agent/read-agent.ts';
import {startAgent} from '../helpers/agent.ts';
import {startAskingServer} from '../helpers/asking-server.ts';
import {openDashboard} from '../helpers/dashboard.tsx';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {startServer} from '../services/doctor/servers.ts';
import {openRealDashboard} from './real-dashboard.tsx';

const config = 'Host web-1\n\tHostName 127.0.0.1\n\t# tags: prod\nHost *.lan\n\tUser root\n';

function stage(name: string, status: StageStatus, words: Partial<Stage> = {}): Stage {
	return {stage: name, status, ms: 12, cause: null, advice: null, raw: [], ...words};
}

/** A doctor whose examinations go as the test says. */
function handDriven() {
	const runs: (ExaminationFollower & {alias: string | null; end: () => void})[] = [];
	const start = (alias: string | null, follower: ExaminationFollower): Promise<Examination> =>
		new Promise((resolve, reject) => {
			runs.push({...follower, alias, end: () => resolve({host: alias, ok: true, stages: []})});
			follower.signal.addEventListener('abort', () => reject(follower.signal.reason));
		});
	const doctor: Services['doctor'] = {
		host: start,
		machine: follower => start(null, follower),
		fixes: async () => [],
		mend: async () => {},
	};
	return {doctor, runs};
}

test('D shows each stage of the host as it is over, and the one under way', async () => {
	const {doctor, runs} = handDriven();
	const {screen} = await openDashboard({config, services: {doctor}});
	await screen.press('D');
	await screen.shows('Doctor: web-1');
	await screen.shows('… starting');
	const [run] = runs;
	run?.onStage(stage('config', 'ok'));
	run?.onProgress('resolve');
	await screen.shows(/✓ config +ok +12 ms/);
	await screen.shows('… resolve');
	run?.onStage(
		stage('resolve', 'warning', {cause: 'The name server is slow.', advice: 'Write the address.'}),
	);
	run?.onStage(stage('connect', 'failed', {cause: 'It refuses.', raw: ['ssh: refused \\x1b[2J']}));
	run?.onStage(stage('banner', 'skipped', {ms: null}));
	run?.end();
	await screen.shows(/! resolve +warning +12 ms/);
	await screen.shows('The name server is slow.');
	await screen.shows('Write the address.');
	await screen.shows(/✗ connect +failed/);
	await screen.shows(/- banner +skipped/);
	await screen.showsNot('… resolve');
	await screen.showsNot('ssh: refused');
	await screen.press('v');
	await screen.shows('| ssh: refused \\x1b[2J');
	await screen.press('v');
	await screen.showsNot('ssh: refused');
});

test('R runs it again, Enter connects', async () => {
	const {doctor, runs} = handDriven();
	const {screen, asked} = await openDashboard({config, services: {doctor}});
	await screen.press('D');
	await screen.press('R');
	await screen.shows('The doctor is still at work');
	runs[0]?.onStage(stage('config', 'ok'));
	runs[0]?.end();
	await screen.shows(/✓ config/);
	await screen.press('R');
	await screen.shows('… starting');
	assert.equal(runs.length, 2);
	runs[1]?.end();
	await screen.press('Enter');
	assert.deepEqual(asked, ['run -- web-1']);
	await screen.showsNot('Doctor:');
});

test('Esc cancels at once, and late news are not shown in the next run', async () => {
	const {doctor, runs} = handDriven();
	const {screen} = await openDashboard({config, services: {doctor}});
	await screen.press('D');
	await screen.press('Esc');
	await screen.showsNot('Doctor:');
	assert.equal(runs[0]?.signal.aborted, true);
	await screen.press('D');
	await screen.shows('… starting');
	runs[0]?.onStage(stage('late', 'ok'));
	runs[1]?.onStage(stage('config', 'ok'));
	await screen.shows(/✓ config/);
	await screen.showsNot('late');
});

test('a pattern cannot be examined; this machine can, from the palette', async () => {
	const {doctor, runs} = handDriven();
	const {screen} = await openDashboard({config, services: {doctor}});
	await screen.press('Down', 'D');
	await screen.shows('Choose a host of the config first.');
	await screen.write(':doctor for this');
	await screen.press('Enter');
	await screen.shows('Doctor: this machine');
	assert.equal(runs[0]?.alias, null);
	runs[0]?.end();
});

async function openReal(lines: readonly string[]) {
	const sshd = await startSshd();
	const text = sshd.configFor('web-1', lines);
	return {sshd, ...(await openRealDashboard(sshd.writeConfig([text]), text))};
}

test('a real host passes every stage', async () => {
	const {screen} = await openReal([]);
	await screen.press('D');
	await screen.shows(/✓ authentication +ok/);
	await screen.shows(/✓ sftp +ok +\d+ ms/);
});

test('a real host that says nothing is left at once by Esc', async () => {
	const connections: unknown[] = [];
	const port = await startServer(socket => {
		connections.push(socket);
		socket.on('close', () => connections.pop());
	});
	const {screen} = await openReal([`Port ${port}`]);
	await screen.press('D');
	await screen.shows('… banner');
	assert.equal(connections.length, 1);
	await screen.press('Esc');
	await screen.showsNot('Doctor:');
	await until(() => connections.length === 0);
});

test('f shows the modes it would change, asks, changes them and looks again', async () => {
	const {screen, sshd, store} = await openReal([]);
	chmodSync(sshd.identityFile, 0o644);
	await screen.press('D');
	await screen.shows(/✗ authentication +failed/);
	await screen.shows('others can read it');
	await until(() => store.state().work.length === 0);
	await screen.press('f');
	await screen.shows('Change the modes?');
	await screen.shows('chmod 0600 ');
	await screen.press('n');
	await screen.shows(/✗ authentication +failed/);
	assert.equal(statSync(sshd.identityFile).mode & 0o777, 0o644);
	await screen.press('f', 'y');
	await screen.shows(/✓ sftp +ok/);
	assert.equal(statSync(sshd.identityFile).mode & 0o777, 0o600);
});

test('a host that asks is answered in dialogs over the doctor, which comes back', async () => {
	const sshd = await startSshd();
	const secret = 'geheim-zw4nzig';
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', sshd.identityFile]);
	writeFileSync(sshd.knownHostsFile, '');
	const text = sshd.configFor('web-1');
	const {screen, store} = await openRealDashboard(sshd.writeConfig([text]), text);
	await screen.press('D');
	await screen.shows('web-1: host key not known');
	await screen.write('yes\r');
	await screen.shows('web-1: passphrase');
	await screen.press('Esc');
	await screen.shows(/✓ host key +ok/);
	await screen.shows(/- authentication +skipped/);
	await screen.shows('ssh asked something, and was given no answer.');
	await until(() => store.state().work.length === 0);
	await screen.press('R');
	await screen.shows('web-1: passphrase');
	await screen.write(`${secret}\r`);
	await screen.shows(/✓ authentication +ok/);
	await screen.shows(/✓ sftp +ok/);
	await screen.press('Esc');
	await screen.shows('ok now');
	await screen.showsNot('not known yet');
});

test('a question over the doctor comes with what its server said before', async () => {
	const server = await startAskingServer([
		{
			method: 'keyboard-interactive',
			title: 'Second floor',
			instructions: 'The word of the day.',
			prompts: ['Word: '],
			secrets: ['swordfish'],
		},
	]);
	const text = server.configFor('web-1');
	const file = join(tempDir('doctor'), 'config');
	writeFileSync(file, text);
	const {screen} = await openRealDashboard(file, text);
	await screen.press('D');
	await screen.shows('Word:');
	await screen.shows('Said before the question, by the server or by ssh:');
	await screen.shows('Second floor');
	await screen.shows('The word of the day.');
	await screen.showsNot('debug');
	await screen.write('wrong\r');
	await screen.shows('It asks the same once more');
	await screen.shows('The word of the day.');
	await screen.write('swordfish\r');
	await screen.shows(/✓ sftp +ok/);
});

test('f hands the key to the agent, which is asked for no passphrase then', async () => {
	const sshd = await startSshd();
	const agent = await startAgent();
	const secret = 'geheim-zw4nzig';
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', sshd.identityFile]);
	const text = sshd.configFor('web-1', [`IdentityAgent ${agent.socket}`]);
	const {screen, store} = await openRealDashboard(sshd.writeConfig([text]), text);
	await screen.press('D');
	await screen.shows('web-1: passphrase');
	await screen.press('Esc');
	await screen.shows(/- authentication +skipped/);
	await until(() => store.state().work.length === 0);
	await screen.press('f');
	await screen.shows('Add it to the agent?');
	await screen.press('y');
	await screen.shows('identity: passphrase');
	await screen.shows('To add the key ');
	await screen.write('wrong\r');
	await screen.shows('What was typed before was not right.');
	await screen.write(`${secret}\r`);
	await screen.shows(/✓ authentication +ok/);
	await screen.shows(/✓ sftp +ok/);
	const agentNow = await readAgent(agent.socket);
	assert.equal(agentNow.state, 'keys');
	await until(() => store.state().work.length === 0);
	await screen.press('f');
	await screen.shows('Nothing here can be fixed by a key.');
});

test('f leads from a changed host key to its replacement, and the doctor is back', async () => {
	const sshd = await startSshd();
	const other = await startSshd();
	const line = readFileSync(other.knownHostsFile, 'utf8').replace(`:${other.port} `, `:${sshd.port} `);
	writeFileSync(sshd.knownHostsFile, line);
	const text = sshd.configFor('web-1');
	const {screen, store} = await openRealDashboard(sshd.writeConfig([text]), text);
	await screen.press('D');
	await screen.shows(/✗ host key +failed/);
	await until(() => store.state().work.length === 0);
	await screen.press('f');
	await screen.shows('web-1: THE HOST KEY HAS CHANGED');
	await screen.press('r');
	await screen.write('web-1\r');
	await screen.shows('web-1: known key removed');
	await screen.press('Esc');
	await screen.shows(/✗ host key +failed/);
	await screen.press('R');
	await screen.shows('It is the key that was shown when the known one was removed.');
	await screen.write('yes\r');
	await screen.shows(/✓ sftp +ok/);
});

test('f has one key offered alone where an agent holds too many: the line is shown, written, and it works', async () => {
	const sshd = await startSshd();
	const agent = await startAgent();
	const directory = tempDir('keys');
	for (let index = 0; index < 7; index++) {
		const key = join(directory, `key-${index}`);
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
		execFileSync('ssh-add', ['-q', key], {env: agent.env});
	}
	const text = sshd.configFor('web-1', [`IdentityAgent ${agent.socket}`, 'IdentitiesOnly no']);
	const file = sshd.writeConfig([text]);
	const {screen, store} = await openRealDashboard(file, text);
	await screen.press('D');
	await screen.shows('after too many keys were offered.');
	await until(() => store.state().work.length === 0);
	await screen.press('f');
	await screen.shows('Write this?');
	await screen.shows(/\+ +IdentitiesOnly yes/);
	await screen.press('y');
	await screen.shows(/✓ sftp +ok/);
	assert.match(readFileSync(file, 'utf8'), /^Host web-1\n\s+IdentitiesOnly yes\n/);
});

test('f takes the line out that keeps a sound host away, and u puts it back', async () => {
	const sshd = await startSshd();
	const text = sshd.configFor('web-1', ['Ciphers aes128-cbc']);
	const file = sshd.writeConfig([text]);
	const {screen, store} = await openRealDashboard(file, text);
	await screen.press('D');
	await screen.shows('Ciphers in ');
	await until(() => store.state().work.length === 0);
	await screen.press('f');
	await screen.shows('Write this?');
	await screen.shows(/- +Ciphers aes128-cbc/);
	await screen.shows(/\+ +# Ciphers aes128-cbc/);
	await screen.press('y');
	await screen.shows(/✓ sftp +ok/);
	assert.match(readFileSync(file, 'utf8'), /^\t# Ciphers aes128-cbc$/m);
	await screen.press('Esc', 'u');
	await screen.shows(/\+ +Ciphers aes128-cbc/);
	await screen.press('y');
	await until(() => readFileSync(file, 'utf8') === text);
});
