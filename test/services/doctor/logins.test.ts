import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {appendFileSync, chmodSync, copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Stage} from '../../../source/core/doctor/stage.ts';
import {readHostDetails} from '../../../source/services/host-details/host-details.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {startAgent} from '../../helpers/agent.ts';
import {type Sshd, startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {examine, howToAsk, trouble} from './examine.ts';

const sshd = await startSshd();
const keys = tempDir('keys');
let count = 0;

function makeKey(name: string, passphrase = ''): string {
	const path = join(keys, name);
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', path]);
	return path;
}

function configOf(server: Sshd, lines: readonly string[]): string {
	const block = server.configFor('web', lines);
	const hasOwnKey = lines.some(line => line.startsWith('IdentityFile'));
	const text = hasOwnKey ? block.replace(`\tIdentityFile ${server.identityFile}\n`, '') : block;
	return server.writeConfig([text], `config-${count++}`);
}

async function loginTrouble(server: Sshd, lines: readonly string[] = []): Promise<Stage> {
	const stage = trouble(await examine(configOf(server, lines)));
	assert.equal(stage.stage, 'authentication');
	return stage;
}

function assertSays(stage: Stage, status: Stage['status'], cause: RegExp, advice: RegExp | string): void {
	assert.equal(stage.status, status, stage.cause ?? '');
	assert.match(stage.cause ?? '', cause);
	if (typeof advice === 'string') {
		assert.equal(stage.advice, advice);
	} else {
		assert.match(stage.advice ?? '', advice);
	}
}

test('a key that the host does not know', async () => {
	const stage = await loginTrouble(sshd, [`IdentityFile ${makeKey('wrong')}`]);
	assertSays(stage, 'failed', /only with a key, and none that was offered fits/, /authorized_keys/);
});

test('a key that others can read', async () => {
	const key = join(keys, 'open');
	copyFileSync(sshd.identityFile, key);
	chmodSync(key, 0o644);
	const stage = await loginTrouble(sshd, [`IdentityFile ${key}`]);
	assertSays(stage, 'failed', /open was not used: others can read it/, /mode 600/);
});

test('a key that needs its passphrase', async () => {
	const key = makeKey('locked', 'secret');
	appendFileSync(sshd.authorizedKeysFile, readFileSync(`${key}.pub`));
	const stage = await loginTrouble(sshd, [`IdentityFile ${key}`]);
	assertSays(stage, 'warning', /takes the key \S+locked, which needs its passphrase/, howToAsk);
});

test('a host that asks for a password', async () => {
	const server = await startSshd({lines: ['PasswordAuthentication yes', 'PubkeyAuthentication no']});
	assertSays(await loginTrouble(server), 'warning', /^web lets in with a password\.$/, howToAsk);
});

test('a host that takes no key of ours, or a password', async () => {
	const server = await startSshd({lines: ['PasswordAuthentication yes']});
	const stage = await loginTrouble(server, [`IdentityFile ${makeKey('other')}`]);
	assertSays(stage, 'warning', /takes none of the keys offered; it also lets in with a password/, howToAsk);
});

test('a host that asks for a password after the key', async () => {
	const lines = ['PasswordAuthentication yes', 'AuthenticationMethods publickey,password'];
	const stage = await loginTrouble(await startSshd({lines}));
	assertSays(stage, 'warning', /takes the key, and then asks for a password/, howToAsk);
});

test('a jump host that asks for a password', async () => {
	const server = await startSshd({lines: ['PasswordAuthentication yes', 'PubkeyAuthentication no']});
	const config = sshd.writeConfig(
		[sshd.configFor('web', ['ProxyJump bastion']), server.configFor('bastion')],
		'jump',
	);
	const stage = trouble(await examine(config));
	assert.equal(stage.stage, 'jump:bastion');
	assertSays(stage, 'warning', /^bastion lets in with a password/, howToAsk);
});

test('too many keys in the agent, told when it happens and before', async () => {
	const agent = await startAgent();
	const names = Array.from({length: 8}, (_, index) => makeKey(`agent-${index}`));
	execFileSync('ssh-add', ['-q', ...names], {env: agent.env});
	const lines = [`IdentityAgent ${agent.socket}`, 'IdentitiesOnly no'];
	const strict = await startSshd({lines: ['MaxAuthTries 3']});
	const stage = await loginTrouble(strict, lines);
	assertSays(stage, 'failed', /gave up after too many keys/, /IdentitiesOnly yes/);

	const patient = await startSshd({lines: ['MaxAuthTries 20']});
	const {ok, stages} = await examine(configOf(patient, lines));
	assert.equal(ok, true);
	const login = stages.find(({stage: name}) => name === 'authentication')!;
	assertSays(login, 'warning', /^ssh offers 9 keys/, /IdentitiesOnly yes/);

	const own = await examine(configOf(patient, [`IdentityAgent ${agent.socket}`]));
	assert.ok(
		own.stages.every(({status}) => status === 'ok'),
		'IdentitiesOnly is honoured',
	);
});

test('a locked agent', async () => {
	const agent = await startAgent();
	execFileSync('ssh-add', ['-q', '-c', sshd.identityFile], {env: {...agent.env}});
	const block = [
		`IdentityAgent ${agent.socket}`,
		`IdentityFile ${sshd.identityFile}.pub`,
		'IdentitiesOnly yes',
	];
	const stage = await loginTrouble(sshd, block);
	assertSays(stage, 'failed', /could not sign: agent refused operation/, /confirm the use/);
});

test('a host that takes certificates only, and an expired one', async () => {
	const authority = makeKey('authority');
	const key = makeKey('certified');
	const server = await startSshd({
		lines: [`TrustedUserCAKeys ${authority}.pub`, 'AuthorizedKeysFile none'],
	});
	const plain = await loginTrouble(server, [`IdentityFile ${key}`]);
	assertSays(plain, 'failed', /only with a key, and none that was offered fits/, /authorized_keys/);

	const sign = (validity: string): void => {
		const args = ['-q', '-s', authority, '-I', 'id', '-n', server.user, '-V', validity, `${key}.pub`];
		execFileSync('ssh-keygen', args, {stdio: 'ignore'});
	};
	const config = configOf(server, [`IdentityFile ${key}`]);
	const details = () => {
		const ssh = {program: 'ssh', configFile: config, env: process.env};
		const options = {allowExec: false, signal: AbortSignal.timeout(5000)};
		return readHostDetails(openSshConfig({ssh}), '/nonexistent', 'web', options);
	};
	sign('-2d:-1d');
	const stage = trouble(await examine(config, {details: details()}));
	assertSays(stage, 'failed', /certified: Its certificate has expired\.$/, /Have the certificate renewed\.$/);
	sign('-1d:+2d');
	assert.equal((await examine(config, {details: details()})).ok, true);
});

test('the answer to an unknown host key is left to its user', async () => {
	const file = join(tempDir('known'), 'known_hosts');
	writeFileSync(file, '');
	const stage = trouble(await examine(configOf(sshd, [`UserKnownHostsFile ${file}`])));
	assert.equal(stage.stage, 'host key');
	assertSays(
		stage,
		'warning',
		/^No key of web is known here; it shows ssh-ed25519 SHA256:/,
		/Enter connects/,
	);
	assert.equal(readFileSync(file, 'utf8'), '');
});

test('an unknown host key where the config forbids to ask', async () => {
	const lines = ['UserKnownHostsFile /dev/null', 'StrictHostKeyChecking yes'];
	const stage = trouble(await examine(configOf(sshd, lines)));
	assert.equal(stage.stage, 'host key');
	assertSays(stage, 'failed', /StrictHostKeyChecking forbids to ask/, /known_hosts/);
});

async function withKnownHosts(text: string, lines: readonly string[] = []): Promise<Stage> {
	const file = join(tempDir('known'), 'known_hosts');
	writeFileSync(file, text);
	const examination = await examine(configOf(sshd, [`UserKnownHostsFile ${file}`, ...lines]));
	assert.equal(readFileSync(file, 'utf8'), text);
	return examination.stages.find(({stage}) => stage === 'host key')!;
}

test('a changed host key', async () => {
	const other = readFileSync(`${makeKey('other-host')}.pub`, 'utf8');
	const line = `[127.0.0.1]:${sshd.port} ${other}`;
	assertSays(await withKnownHosts(line), 'failed', /shows another key than the one known/, /Ask its owner/);
	const careless = await withKnownHosts(line, ['StrictHostKeyChecking no']);
	assertSays(careless, 'warning', /another key.*connects all the same/, /StrictHostKeyChecking no/);
});

test('a revoked host key', async () => {
	const own = readFileSync(`${sshd.hostKeys[0]}.pub`, 'utf8');
	const line = `@revoked [127.0.0.1]:${sshd.port} ${own}`;
	assertSays(await withKnownHosts(line), 'failed', /marked as revoked/, /Do not connect/);
});

test('a weak algorithm is warned of', async () => {
	const old = await startSshd({lines: ['KexAlgorithms diffie-hellman-group14-sha1']});
	const {ok, stages} = await examine(configOf(old, ['KexAlgorithms +diffie-hellman-group14-sha1']));
	assert.equal(ok, true);
	const stage = stages.find(({stage: name}) => name === 'key exchange')!;
	assertSays(stage, 'warning', /uses diffie-hellman-group14-sha1, which is weak/, /updated/);
});
