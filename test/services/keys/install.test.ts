import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {readKeyFile} from '../../../source/services/keys/read-key-file.ts';
import {startAgent} from '../../helpers/agent.ts';
import {type Sshd, type SshdOptions, startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {openTestKeyring, type TestKeyring} from './keyring-in.ts';

type Account = {
	readonly sshd: Sshd;
	/** The home directory there. */
	readonly home: string;
	readonly authorizedKeys: string;
};

/** An sshd whose account has a home of its own; the identity of the sshd lets in whatever stands there. */
async function startAccount(options: SshdOptions = {}): Promise<Account> {
	const home = tempDir('account');
	const authorizedKeys = join(home, '.ssh/authorized_keys');
	const always = join(tempDir('always'), 'keys');
	const sshd = await startSshd({
		sftp: `internal-sftp -d ${home}`,
		...options,
		lines: [`AuthorizedKeysFile ${authorizedKeys} ${always}`, ...(options.lines ?? [])],
	});
	writeFileSync(always, readFileSync(`${sshd.identityFile}.pub`));
	return {sshd, home, authorizedKeys};
}

function makeKey(path: string, ...options: string[]): string {
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'my key', '-f', path, ...options]);
	return readFileSync(`${path}.pub`, 'utf8');
}

const {signal} = new AbortController();

async function install({keyring, at}: TestKeyring, name: string, host = 'box', mayLeaveHome = false) {
	return keyring.install(await readKeyFile(at(name)), host, {
		mayLeaveHome: async () => mayLeaveHome,
		onProgress: () => {},
		signal,
	});
}

test('a key is installed where there was none, and proven although the config’s own key opens the host already', async () => {
	const {sshd, home, authorizedKeys} = await startAccount({lines: ['PasswordAuthentication yes']});
	const own = openTestKeyring({configFile: sshd.writeConfig([sshd.configFor('box')])});
	const line = makeKey(own.at('id'));
	const report = await install(own, 'id');
	assert.deepEqual(report, {
		host: 'box',
		outcome: 'added',
		path: authorizedKeys,
		backup: null,
		notes: [`${home}/.ssh is new, with mode 0700.`],
		isProven: true,
		reason: null,
		otherMethods: ['password'],
		command: null,
	});
	assert.equal(readFileSync(authorizedKeys, 'utf8'), line);
	assert.equal(statSync(authorizedKeys).mode & 0o777, 0o600);
	assert.equal(statSync(join(home, '.ssh')).mode & 0o777, 0o700);

	const again = await install(own, 'id');
	assert.equal(again.outcome, 'present');
	assert.equal(again.isProven, true);
	assert.equal(readFileSync(authorizedKeys, 'utf8'), line);
	assert.deepEqual(readdirSync(join(home, '.ssh')), ['authorized_keys']);
	assert.deepEqual(own.asked, []);
});

test('a file without a final newline keeps its last line, and what it was is kept beside it', async () => {
	const {sshd, home, authorizedKeys} = await startAccount();
	const own = openTestKeyring({configFile: sshd.writeConfig([sshd.configFor('box')])});
	const line = makeKey(own.at('id'));
	const other = makeKey(own.at('other')).trimEnd();
	mkdirSync(join(home, '.ssh'), {mode: 0o770});
	chmodSync(join(home, '.ssh'), 0o775);
	writeFileSync(authorizedKeys, `# b\xfccher\n${other}`, {encoding: 'latin1', mode: 0o664});
	chmodSync(authorizedKeys, 0o664);
	const report = await install(own, 'id');
	assert.equal(report.isProven, true);
	assert.equal(readFileSync(authorizedKeys, 'latin1'), `# b\xfccher\n${other}\n${line}`);
	assert.equal(readFileSync(report.backup ?? '', 'latin1'), `# b\xfccher\n${other}`);
	assert.equal(statSync(report.backup ?? '').mode & 0o777, 0o600);
	assert.equal(statSync(authorizedKeys).mode & 0o777, 0o600);
	assert.equal(statSync(join(home, '.ssh')).mode & 0o777, 0o755);
	assert.deepEqual(report.notes, [
		`${home}/.ssh was 0775, which sshd does not accept: it is 0755 now.`,
		`${authorizedKeys} was 0664, which sshd does not accept: it is 0600 now.`,
	]);
	assert.equal(readdirSync(join(home, '.ssh')).length, 2);
});

test('a key that is there with another comment and options is found, and its limits are told', async () => {
	const {sshd, home, authorizedKeys} = await startAccount();
	const own = openTestKeyring({configFile: sshd.writeConfig([sshd.configFor('box')])});
	const [type, base64] = makeKey(own.at('id')).split(' ');
	mkdirSync(join(home, '.ssh'), {mode: 0o700});
	const text = `cert-authority ${type} ${base64}\ncommand="echo \\"a b\\"",no-pty ${type} ${base64} other words\n`;
	writeFileSync(authorizedKeys, text, {mode: 0o600});
	const report = await install(own, 'id');
	assert.equal(report.outcome, 'present');
	assert.equal(report.isProven, true);
	assert.deepEqual(report.notes, ['Its line there limits it: command="echo \\"a b\\"",no-pty.']);
	assert.equal(readFileSync(authorizedKeys, 'utf8'), text);
});

test('a link is followed inside the home directory, and out of it only when that is wanted', async () => {
	const {sshd, home, authorizedKeys} = await startAccount();
	const own = openTestKeyring({configFile: sshd.writeConfig([sshd.configFor('box')])});
	const line = makeKey(own.at('id'));
	const second = makeKey(own.at('second'));
	mkdirSync(join(home, '.ssh'), {mode: 0o700});
	mkdirSync(join(home, 'dotfiles'));
	const target = join(home, 'dotfiles/keys');
	symlinkSync('../dotfiles/keys', authorizedKeys);
	assert.equal((await install(own, 'id')).path, target);
	assert.equal((await install(own, 'second')).isProven, true);
	assert.equal(readFileSync(target, 'utf8'), line + second);
	assert.ok(existsSync(authorizedKeys) && readdirSync(join(home, '.ssh')).length === 1);

	const {sshd: other, home: otherHome} = await startAccount();
	const outside = join(tempDir('outside'), 'keys');
	writeFileSync(outside, '');
	mkdirSync(join(otherHome, '.ssh'), {mode: 0o700});
	symlinkSync(outside, join(otherHome, '.ssh/authorized_keys'));
	const away = openTestKeyring({configFile: other.writeConfig([other.configFor('box')])});
	makeKey(away.at('id'));
	const refused = await install(away, 'id');
	assert.equal(refused.outcome, 'failed');
	assert.match(
		refused.reason ?? '',
		/is a link to .*, outside of the home directory\. Nothing was changed\./,
	);
	assert.equal(readFileSync(outside, 'utf8'), '');
	assert.equal((await install(away, 'id', 'box', true)).isProven, true);
});

test('what a server accepts elsewhere is no proof: neither another key, nor a certificate', async () => {
	const {sshd} = await startAccount();
	const nowhere = join(tempDir('nowhere'), 'keys');
	const certified = await startSshd({
		sftp: `internal-sftp -d ${tempDir('account')}`,
		lines: [`AuthorizedKeysFile ${nowhere}`, `TrustedUserCAKeys ${sshd.identityFile}.pub`],
	});
	const own = openTestKeyring({
		configFile: certified.writeConfig([
			certified.configFor('box', [`IdentityFile ${certified.directory}/entry`]),
		]),
	});
	const sign = (path: string): void => {
		execFileSync('ssh-keygen', ['-q', '-s', sshd.identityFile, '-I', 'me', '-n', sshd.user, `${path}.pub`]);
	};
	makeKey(join(certified.directory, 'entry'));
	sign(join(certified.directory, 'entry'));
	makeKey(own.at('id'));
	sign(own.at('id'));
	const report = await install(own, 'id');
	assert.equal(report.outcome, 'added');
	assert.equal(report.isProven, false);
	assert.match(report.reason ?? '', /does not accept the key/);
});

test('a host behind a jump host is reached by the config, and proven there', async () => {
	const gate = await startSshd();
	const {sshd} = await startAccount();
	const config = [
		gate.configFor('gate'),
		sshd.configFor('inner', ['ProxyJump gate', 'HostKeyAlias inner-key']),
	];
	const known = readFileSync(sshd.knownHostsFile, 'utf8').replace(/^\S+/, 'inner-key');
	writeFileSync(sshd.knownHostsFile, known);
	const own = openTestKeyring({configFile: sshd.writeConfig(config)});
	makeKey(own.at('id'));
	const report = await install(own, 'id', 'inner');
	assert.equal(report.reason, null);
	assert.equal(report.isProven, true);
});

test('a key with a passphrase is proven with the agent that holds it, else by asking', async () => {
	const {sshd} = await startAccount();
	const agent = await startAgent();
	const configFile = sshd.writeConfig([sshd.configFor('box')]);
	const own = openTestKeyring({configFile, env: {SSH_AUTH_SOCK: agent.socket}, answers: ['secret']});
	makeKey(own.at('id'), '-N', 'secret');
	assert.equal((await install(own, 'id')).isProven, true);
	assert.deepEqual(own.asked, [`Enter passphrase for key '${own.at('id')}':`]);
	const other = openTestKeyring({configFile, env: {SSH_AUTH_SOCK: agent.socket}, answers: ['secret']});
	makeKey(other.at('id'), '-N', 'secret');
	await other.keyring.add(other.at('id'), {lifetime: null, confirm: false}, signal);
	assert.equal((await install(other, 'id')).isProven, true);
	assert.equal(other.asked.length, 1);
});

test('a key that is there is told so when the proof of it is cancelled, with what was there before', async () => {
	const {sshd, home, authorizedKeys} = await startAccount();
	const own = openTestKeyring({configFile: sshd.writeConfig([sshd.configFor('box')])});
	const line = makeKey(own.at('id'), '-N', 'secret');
	mkdirSync(join(home, '.ssh'), {mode: 0o700});
	writeFileSync(authorizedKeys, '# mine\n', {mode: 0o600});
	const report = await install(own, 'id');
	assert.equal(readFileSync(authorizedKeys, 'utf8'), `# mine\n${line}`);
	assert.deepEqual([report.outcome, report.path, report.isProven], ['added', authorizedKeys, null]);
	assert.match(report.reason ?? '', /was not answered/);
	assert.equal(readFileSync(report.backup ?? '', 'utf8'), '# mine\n');
	assert.equal(own.asked.length, 1);
});

test('a key that ssh does not use for its mode is not installed, unless the agent holds it', async () => {
	const {sshd, authorizedKeys} = await startAccount();
	const agent = await startAgent();
	const configFile = sshd.writeConfig([sshd.configFor('box')]);
	const own = openTestKeyring({configFile, env: {SSH_AUTH_SOCK: agent.socket}, answers: ['secret']});
	makeKey(own.at('id'));
	makeKey(own.at('held'), '-N', 'secret');
	await own.keyring.add(own.at('held'), {lifetime: null, confirm: false}, signal);
	for (const name of ['id', 'held']) {
		chmodSync(own.at(name), 0o644);
	}
	await assert.rejects(install(own, 'id'), {
		name: 'Failure',
		message: `${own.at('id')} is not installed: its mode 0644 lets others in, so ssh does not use it.`,
	});
	assert.equal(existsSync(authorizedKeys), false);
	const report = await install(own, 'held');
	assert.deepEqual([report.outcome, report.isProven], ['added', true]);
});

test('a key whose private half only the agent has is installed and proven', async () => {
	const {sshd} = await startAccount();
	const agent = await startAgent();
	const configFile = sshd.writeConfig([sshd.configFor('box')]);
	const own = openTestKeyring({configFile, env: {SSH_AUTH_SOCK: agent.socket}});
	makeKey(own.at('id'));
	await own.keyring.add(own.at('id'), {lifetime: null, confirm: false}, signal);
	rmSync(own.at('id'));
	const report = await install(own, 'id');
	assert.equal(report.reason, null);
	assert.equal(report.isProven, true);
});

test('a key is proven with an agent whose socket has a blank and a % in its path', async () => {
	const {sshd} = await startAccount();
	const agent = await startAgent();
	const socket = join(tempDir('100% mine'), 'agent socket');
	symlinkSync(agent.socket, socket);
	const configFile = sshd.writeConfig([sshd.configFor('box')]);
	const own = openTestKeyring({configFile, env: {SSH_AUTH_SOCK: socket}});
	makeKey(own.at('id'));
	execFileSync('ssh-add', ['-q', own.at('id')], {env: agent.env});
	rmSync(own.at('id'));
	const report = await install(own, 'id');
	assert.deepEqual([report.isProven, report.reason], [true, null]);
});

test('without SFTP nothing is done, and the command that does it works', async () => {
	const {sshd, home} = await startAccount({sftp: null, lines: [`SetEnv HOME=${tempDir('home')}`]});
	const own = openTestKeyring({configFile: sshd.writeConfig([sshd.configFor('box')])});
	const line = makeKey(own.at('a key'));
	const report = await install(own, 'a key');
	assert.equal(report.outcome, 'no-sftp');
	assert.ok(report.command !== null);
	const run = (): Buffer =>
		execFileSync('sh', ['-c', report.command?.replace('umask 077', `cd ${home}; umask 077`) ?? ''], {
			env: own.den.env,
		});
	run();
	const file = join(home, '.ssh/authorized_keys');
	assert.equal(readFileSync(file, 'utf8'), line);
	assert.equal(statSync(file).mode & 0o777, 0o600);
	writeFileSync(file, 'no end');
	run();
	assert.equal(readFileSync(file, 'utf8'), `no end\n${line}`);
});

test('check tells what is offered, in order, and what is accepted', async () => {
	const {sshd} = await startAccount();
	const own = openTestKeyring({
		configFile: sshd.writeConfig([sshd.configFor('box', [`IdentityFile ${sshd.directory}/first`])]),
	});
	makeKey(join(sshd.directory, 'first'));
	const found = await own.keyring.check('box', signal);
	assert.deepEqual(
		found.offers.map(({name, outcome}) => [name, outcome]),
		[
			[join(sshd.directory, 'first'), 'refused'],
			[sshd.identityFile, 'accepted'],
		],
	);
	assert.equal(found.isLoggedIn, true);
	assert.deepEqual(found.methods, ['publickey']);
});

test('check leaves out keys that ssh never offers, and keeps the order in which it tries them', async () => {
	const {sshd} = await startAccount();
	const [untold, shut] = [join(sshd.directory, 'untold'), join(sshd.directory, 'shut')];
	// Of these ssh does not know the public half before it reads the private one.
	for (const [path, passphrase] of [
		[untold, ''],
		[shut, 'secret'],
	] as const) {
		makeKey(path, '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', passphrase);
		rmSync(`${path}.pub`);
	}
	const names = [join(sshd.directory, 'missing'), untold, shut].map(path => `IdentityFile ${path}`);
	const own = openTestKeyring({configFile: sshd.writeConfig([sshd.configFor('box', names)])});
	const {offers} = await own.keyring.check('box', signal);
	assert.deepEqual(
		offers.map(({name, outcome}) => [name, outcome]),
		[
			[untold, 'refused'],
			[sshd.identityFile, 'accepted'],
		],
	);
});

test('check finds a key accepted whose passphrase nobody gave, and says where none is', async () => {
	const {sshd, home} = await startAccount();
	const blockFor = (name: string): string =>
		sshd.configFor(name).replace(sshd.identityFile, join(sshd.directory, name));
	const own = openTestKeyring({configFile: sshd.writeConfig([blockFor('locked'), blockFor('stranger')])});
	mkdirSync(join(home, '.ssh'));
	writeFileSync(join(home, '.ssh/authorized_keys'), makeKey(join(sshd.directory, 'locked'), '-N', 'secret'));
	makeKey(join(sshd.directory, 'stranger'));
	const [locked] = (await own.keyring.check('locked', signal)).offers;
	assert.equal(locked?.outcome, 'accepted');
	const none = await own.keyring.check('stranger', signal);
	assert.equal(none.isLoggedIn, false);
	assert.match(none.reason ?? '', /none that was offered fits/);
	assert.deepEqual(own.asked, []);
});

test('check tells a key that is accepted from a login that wants more', async () => {
	const sshd = await startSshd({
		lines: ['AuthenticationMethods publickey,password', 'PasswordAuthentication yes'],
	});
	const own = openTestKeyring({configFile: sshd.writeConfig([sshd.configFor('box')])});
	const found = await own.keyring.check('box', signal);
	assert.deepEqual([found.isLoggedIn, found.isPartial, found.reason], [false, true, null]);
	assert.equal(found.offers[0]?.outcome, 'accepted');
});
