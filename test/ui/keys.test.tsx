import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {armoured, hardwareKey} from '../core/keys/hardware-key.ts';
import {startAgent} from '../helpers/agent.ts';
import {openDashboard} from '../helpers/dashboard.tsx';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {openRealDashboard, type RealDashboard} from './real-dashboard.tsx';

type Scene = RealDashboard & {readonly at: (name: string) => string};

/** The Keys & agent pane over real files, with the focus. `make` writes files into `.ssh` first. */
async function openKeys(
	options: {
		text?: string;
		env?: NodeJS.ProcessEnv;
		columns?: number;
		make?: (at: (name: string) => string) => void;
	} = {},
): Promise<Scene> {
	const {text = '', env = {}, columns = 150, make = () => {}} = options;
	const configFile = join(tempDir('config'), 'config');
	writeFileSync(configFile, text);
	const dashboard = await openRealDashboard(configFile, text, {env: env as Record<string, string>, columns});
	const directory = join(dashboard.home, '.ssh');
	mkdirSync(directory, {mode: 0o700});
	const at = (name: string): string => join(directory, name);
	make(at);
	await dashboard.screen.press('3', 'R');
	return {...dashboard, at};
}

function makeKey(path: string, ...options: string[]): void {
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'my key', '-f', path, ...options]);
}

/** Chooses the row of a key. */
async function choose({store, at}: Scene, name: string): Promise<void> {
	await until(() => store.state().keyFiles?.some(({path}) => path === at(name)));
	store.send({type: 'key-chosen', path: at(name)});
}

async function answer({screen}: Scene, secret: string, question: string): Promise<void> {
	await screen.shows(question);
	await screen.write(secret);
	await screen.press('Enter');
}

test('g makes a key that is on screen, with a passphrase that no screen and no state holds', async () => {
	const scene = await openKeys();
	const {screen, at, store} = scene;
	rmSync(at(''), {recursive: true});
	await screen.press('g');
	await screen.shows('the best choice for nearly everything');
	await screen.press('Enter');
	await screen.shows('~/.ssh/id_ed25519');
	await screen.press('Enter');
	await answer(scene, 'zw4nzig', 'New passphrase for the key');
	assert.doesNotMatch(JSON.stringify(store.state()), /zw4nzig/);
	await answer(scene, 'zw4nzig', 'The same passphrase again');
	await screen.shows('Made ~/.ssh/id_ed25519');
	await screen.press('Esc');
	await screen.shows(/✓ ~\/\.ssh\/id_ed25519 ED25519 256/);
	assert.equal(statSync(at('id_ed25519')).mode & 0o777, 0o600);
	assert.equal(spawnSync('ssh-keygen', ['-y', '-P', 'zw4nzig', '-f', at('id_ed25519')]).status, 0);
	await screen.press('g', 'Enter');
	await screen.shows('~/.ssh/id_ed25519_2');
	await screen.press('Ctrl+U');
	await screen.write('~/.ssh/id_ed25519');
	await screen.shows('is there already: choose another name.');
});

test('of a key without a passphrase no passphrase is spoken of', async () => {
	const scene = await openKeys();
	const {screen, at} = scene;
	rmSync(at(''), {recursive: true});
	await screen.press('g');
	await screen.shows('the best choice for nearly everything');
	await screen.press('Enter');
	await screen.shows('~/.ssh/id_ed25519');
	await screen.press('Enter');
	for (const question of ['New passphrase for the key', 'The same passphrase again']) {
		await answer(scene, '', question);
		await screen.shows('Enter once more sends an empty answer');
		await screen.press('Enter');
	}
	await screen.shows('It has no passphrase: whoever copies the file can use it.');
	await screen.shows('proves that it opens it');
	await screen.showsNot('asked once');
});

test('of a hardware key without a passphrase nobody says that its file is enough to use it', async () => {
	const bin = tempDir('bin');
	writeFileSync(join(bin, 'token'), armoured(hardwareKey()), {mode: 0o600});
	// No machine without a token makes such a key.
	writeFileSync(join(bin, 'ssh-keygen'), `#!/bin/sh\nfor file; do :; done\ncp ${bin}/token "$file"\n`, {
		mode: 0o700,
	});
	const scene = await openKeys({env: {PATH: `${bin}:${process.env['PATH']}`}});
	const {screen} = scene;
	await screen.press('g', 'Down', 'Down', 'Down');
	await screen.shows('in a security key, touched at each login');
	await screen.press('Enter');
	await screen.shows('~/.ssh/id_ed25519_sk');
	await screen.press('Enter');
	await screen.shows('It has no passphrase; its file is of no use without the security key.');
	await screen.press('Esc');
	rmSync(join(bin, 'ssh-keygen'));
	await screen.press('P');
	for (const question of ['New passphrase for the key', 'The same passphrase again']) {
		await answer(scene, '', question);
		await screen.shows('Enter once more sends an empty answer');
		await screen.press('Enter');
	}
	await screen.shows(
		'✓ ~/.ssh/id_ed25519_sk has no passphrase; its file is of no use without the security key.',
	);
});

test('a adds a key to the agent for a time, and x takes it out again', async () => {
	const agent = await startAgent();
	const scene = await openKeys({
		env: {SSH_AUTH_SOCK: agent.socket},
		make: at => makeKey(at('id'), '-N', 'secret', '-a', '16'),
	});
	const {screen} = scene;
	await screen.shows('empty or locked');
	await choose(scene, 'id');
	await screen.press('a');
	await screen.shows('Add ~/.ssh/id to the agent');
	await screen.press('Right', 'Right', 'Enter');
	await answer(scene, 'wrong', 'Passphrase of the key ~/.ssh/id');
	await answer(scene, 'secret', 'What was typed before was not right.');
	await screen.shows('The agent has ~/.ssh/id for 1 hour.');
	await screen.shows(/agent +1 key/);
	await screen.press('Enter');
	await screen.shows(/agent +in it, for another 1 h/);
	await screen.press('t');
	await screen.shows('and the signature is right');
	await screen.press('x', 'y');
	await screen.shows('The agent has no longer ~/.ssh/id.');
	await screen.shows(/agent +empty or locked/);
});

test('the cursor stays on its key while the agent’s list changes', async () => {
	const agent = await startAgent();
	const scene = await openKeys({env: {SSH_AUTH_SOCK: agent.socket}, make: at => makeKey(at('id'))});
	const {screen, store, home} = scene;
	await choose(scene, 'id');
	for (let index = 0; index < 7; index++) {
		makeKey(join(home, `other-${index}`), '-C', `other ${index}`);
		execFileSync('ssh-add', ['-q', join(home, `other-${index}`)], {env: agent.env});
	}
	await screen.press('R');
	await screen.shows('7 keys');
	await screen.shows('Too many authentication failures');
	await screen.press('Enter');
	await screen.shows(/━ ~\/\.ssh\/id ━/);
	assert.equal(store.state().dialog?.kind, 'key');
});

test('an agent that is started, locked, or gone shows without a key being pressed for it', async () => {
	const {socket, stop} = await startAgent();
	await stop();
	const {screen} = await openKeys({env: {SSH_AUTH_SOCK: socket}});
	await screen.shows('stale socket');
	await screen.press('Home', 'Enter');
	await screen.shows(`$ rm -f ${socket} && ssh-agent -a ${socket}`);
	await screen.press('Esc');
	const started = execFileSync('sh', ['-c', `rm -f ${socket}; ssh-agent -a ${socket}`], {encoding: 'utf8'});
	try {
		await screen.shows('empty or locked');
	} finally {
		process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]));
	}
	await screen.shows('stale socket');
});

test('P changes the passphrase, and a wrong old one is said', async () => {
	const scene = await openKeys({make: at => makeKey(at('id'), '-N', 'old', '-a', '2')});
	const {screen, at} = scene;
	await screen.shows('weakly: 2 rounds');
	await choose(scene, 'id');
	await screen.press('P');
	await answer(scene, 'wrong', 'Old passphrase of the key');
	await screen.shows('the old passphrase is not right');
	await screen.press('Esc', 'P');
	await answer(scene, 'old', 'Old passphrase of the key');
	await answer(scene, 'new', 'New passphrase for the key');
	await answer(scene, 'new', 'The same passphrase again');
	await screen.shows('has its new passphrase, with 64 rounds');
	await screen.showsNot('weakly: 2 rounds');
	assert.equal(spawnSync('ssh-keygen', ['-y', '-P', 'new', '-f', at('id')]).status, 0);
});

test('what is typed before ssh-keygen asks, and between its questions, is no key for what lies below', async () => {
	const scene = await openKeys({make: at => makeKey(at('id'), '-N', 'old', '-a', '100')});
	const {screen, store} = scene;
	await choose(scene, 'id');
	await screen.press('P', 'w');
	await screen.shows('Not done: the key was pressed before this was over.');
	await answer(scene, 'old', 'Old passphrase of the key');
	await screen.press('w');
	await screen.shows('Not done: the key was pressed before this was over.');
	await screen.shows('changing the passphrase of ~/.ssh/id');
	await screen.shows('New passphrase for the key');
	await screen.press('Esc');
	await screen.shows('Cancelled: changing the passphrase of ~/.ssh/id');
	assert.equal(store.state().dialog, null);
});

test('m shows the modes it would fix, asks, and u puts them back', async () => {
	const {screen, at} = await openKeys({
		make(at) {
			makeKey(at('id'));
			chmodSync(at('id'), 0o644);
		},
	});
	await screen.shows('Its mode 0644 lets others in');
	await screen.press('m');
	await screen.shows('chmod 0600 ~/.ssh/id (now 0644: ssh refuses it)');
	await screen.press('n');
	assert.equal(statSync(at('id')).mode & 0o777, 0o644);
	await screen.press('m', 'y');
	await screen.shows('Fixed the mode of ~/.ssh/id; u puts it back.');
	assert.equal(statSync(at('id')).mode & 0o777, 0o600);
	await screen.press('m');
	await screen.shows('All modes are as they should be');
	await screen.press('u');
	await screen.shows('Put back 1 mode.');
	assert.equal(statSync(at('id')).mode & 0o777, 0o644);
});

test('w among the details writes a missing .pub, and u takes it away', async () => {
	const scene = await openKeys({
		make(at) {
			makeKey(at('id'));
			rmSync(at('id.pub'));
		},
	});
	const {screen, at} = scene;
	await choose(scene, 'id');
	await screen.press('Enter');
	await screen.shows('Its .pub is missing.');
	await screen.press('w', 'y');
	await screen.shows('Wrote ~/.ssh/id.pub.');
	assert.match(readFileSync(at('id.pub'), 'utf8'), /^ssh-ed25519 \S+ my key\n$/);
	await screen.press('w');
	await screen.shows('Its .pub is there, and is that of this key.');
	await screen.press('Esc', 'u');
	await screen.shows('~/.ssh/id.pub is as it was.');
});

test('i installs a key on several hosts at once, and says which of them it opens', async () => {
	const account = tempDir('account');
	const sshd = await startSshd({
		sftp: `internal-sftp -d ${account}`,
		lines: [`AuthorizedKeysFile ${account}/.ssh/authorized_keys ${join(account, 'always')}`],
	});
	writeFileSync(join(account, 'always'), readFileSync(`${sshd.identityFile}.pub`));
	const gone = await startSshd();
	await gone.stop();
	const text = [sshd.configFor('box'), gone.configFor('gone')].join('\n');
	const scene = await openKeys({text, make: at => makeKey(at('id'))});
	const {screen, at} = scene;
	await choose(scene, 'id');
	await screen.press('i');
	await screen.shows(/hosts +box/);
	await screen.write(' g');
	await screen.press('Tab');
	await screen.shows(/hosts +box gone/);
	await screen.press('Enter');
	await screen.shows('box: the key is installed in');
	await screen.shows(/a login\s+with this key alone works|alone works\./);
	await screen.shows('gone: nothing was installed.');
	assert.equal(
		readFileSync(join(account, '.ssh/authorized_keys'), 'utf8'),
		readFileSync(`${at('id')}.pub`, 'utf8'),
	);
});

/** A host that takes connections and never says a word. */
async function startSilent(): Promise<string> {
	const sockets = new Set<Socket>();
	const server = createServer(socket => sockets.add(socket)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	after(() => {
		for (const socket of sockets) {
			socket.destroy();
		}
		server.close();
	});
	return `Host slow\n\tHostName 127.0.0.1\n\tPort ${(server.address() as AddressInfo).port}\n`;
}

test('keys pressed while a key is installed or checked go nowhere, and Esc cancels', async () => {
	const scene = await openKeys({text: await startSilent(), make: at => makeKey(at('id'))});
	const {screen, store} = scene;
	await choose(scene, 'id');
	await screen.press('i');
	await screen.shows(/hosts +slow/);
	await screen.press('Enter');
	await screen.shows('installing ~/.ssh/id on slow');
	await screen.press('1', 'd');
	await screen.shows('Not done: the key was pressed before this was over.');
	assert.equal(store.state().focus, 'keys');
	await screen.press('Esc');
	await screen.shows('Cancelled: installing ~/.ssh/id on slow');
	await screen.press('1', ':');
	await screen.write('which it accepts');
	await screen.press('Enter');
	await screen.shows('checking which keys slow accepts');
	await screen.press('d');
	await screen.shows('Not done: the key was pressed before this was over.');
	await screen.press('Esc');
	await screen.shows('Cancelled: checking which keys slow accepts');
	assert.equal(store.state().dialog, null);
});

test('i says what is installed on each host when a question of one is left with Esc', async () => {
	const account = tempDir('account');
	const sshd = await startSshd({
		sftp: `internal-sftp -d ${account}`,
		lines: [`AuthorizedKeysFile ${account}/.ssh/authorized_keys ${join(account, 'always')}`],
	});
	writeFileSync(join(account, 'always'), readFileSync(`${sshd.identityFile}.pub`));
	const locked = join(sshd.directory, 'locked');
	makeKey(locked, '-N', 'another secret');
	const text = `${sshd.configFor('box')}\n${sshd.configFor('shut').replace(sshd.identityFile, locked)}`;
	writeFileSync(join(account, 'always'), readFileSync(`${locked}.pub`), {flag: 'a'});
	const scene = await openKeys({text, make: at => makeKey(at('id'), '-N', 'secret')});
	const {screen, at} = scene;
	await choose(scene, 'id');
	await screen.press('i');
	await screen.shows(/hosts +box/);
	await screen.write(' shut');
	await screen.press('Enter');
	await screen.shows(`Passphrase of the key ${locked}`);
	await screen.press('Esc');
	await screen.shows('Passphrase of the key ~/.ssh/id');
	await screen.press('Esc');
	await screen.shows('box: the key is installed in');
	await screen.shows('not proven');
	await screen.shows('shut: nothing was installed, it was cancelled.');
	assert.equal(
		readFileSync(join(account, '.ssh/authorized_keys'), 'utf8'),
		readFileSync(`${at('id')}.pub`, 'utf8'),
	);
});

test('says why a key does nothing in a row', async () => {
	const {screen} = await openDashboard({columns: 150});
	await screen.press('3', 'Home', 'x');
	await screen.shows('The agent holds no key.');
	await screen.press('P');
	await screen.shows('Choose a key file first.');
	await screen.press('a');
	await screen.shows('eval "$(ssh-agent -s)"');
});

test('what files and agents say cannot steer the screen', async () => {
	const evil = '\u001B[2J\u202Eevil';
	const {screen} = await openDashboard({
		columns: 150,
		keys: {
			agent: async () => ({
				state: 'keys',
				socket: `/tmp/${evil}`,
				identities: [
					{
						type: evil,
						bits: 0,
						fingerprint: 'SHA256:x',
						comment: evil,
						certificate: null,
						blob: new Uint8Array(),
					},
				],
			}),
			files: async () => [
				{
					path: `/x/${evil}`,
					type: 'ED25519',
					bits: 256,
					fingerprint: 'SHA256:y',
					comment: evil,
					encrypted: true,
					format: 'openssh',
					cipher: evil,
					rounds: 16,
					certificate: {
						kind: 'user',
						serial: '0',
						keyId: evil,
						principals: [evil],
						validAfter: null,
						validBefore: 8_640_000_000_001,
						criticalOptions: [evil],
						extensions: [evil],
						authority: new Uint8Array(),
					},
					authority: evil,
					mode: 0o600,
					problems: [{severity: 'bad', problem: evil, advice: evil}],
				},
			],
		},
	});
	await screen.press('3', 'R');
	await screen.shows('\\x1b[2J‹U+202E›evil');
	await screen.press('Home', 'Enter');
	await screen.shows('Holds');
	await screen.press('Esc', 'Down', 'Down', 'Enter');
	await screen.shows('beyond all dates');
	assert.ok(screen.screen().every(row => !row.includes('\u202E')));
});

test('the palette tells which keys are offered to the chosen host, and which it accepts', async () => {
	const sshd = await startSshd();
	const text = sshd.configFor('box');
	const {screen} = await openKeys({text});
	await screen.press('1', ':');
	await screen.write('which it accepts');
	await screen.press('Enter');
	await screen.shows('box: keys offered');
	await screen.shows(`1. ${sshd.identityFile} ED25519: accepted`);
});
