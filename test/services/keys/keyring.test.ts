import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {createServer, type Socket} from 'node:net';
import {dirname, join} from 'node:path';
import {after, test} from 'node:test';
import {isAbort} from '../../../source/core/errors.ts';
import type {AgentIdentity} from '../../../source/core/keys/agent.ts';
import {readAgent} from '../../../source/services/agent/read-agent.ts';
import {listKeyFiles} from '../../../source/services/keys/list-key-files.ts';
import {readKeyFile} from '../../../source/services/keys/read-key-file.ts';
import {type Agent, startAgent} from '../../helpers/agent.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {openTestKeyring} from './keyring-in.ts';

const {signal} = new AbortController();
const secret = 'zw4nzig-Katzen';

function makeKey(path: string, ...options: string[]): void {
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'my key', '-f', path, ...options]);
}

function opens(path: string, passphrase: string): boolean {
	return spawnSync('ssh-keygen', ['-y', '-P', passphrase, '-f', path]).status === 0;
}

/** Where a text is to be seen by others: arguments, environments, and files below these directories. */
function whereIs(text: string, ...directories: string[]): string[] {
	const files = directories.flatMap(directory =>
		readdirSync(directory, {recursive: true, withFileTypes: true})
			.filter(entry => entry.isFile())
			.map(entry => join(entry.parentPath, entry.name)),
	);
	const processes = readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.flatMap(pid => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
	return [...files, ...processes].filter(file => {
		try {
			return readFileSync(file).includes(text);
		} catch {
			return false;
		}
	});
}

async function identitiesOf({socket}: Agent): Promise<readonly AgentIdentity[]> {
	const state = await readAgent(socket);
	return state.state === 'keys' ? state.identities : [];
}

test('makes a key in a file closed to others, with its passphrase asked twice', async () => {
	for (const [kind, type] of [
		['ed25519', 'ED25519 256'],
		['ecdsa', 'ECDSA 384'],
	] as const) {
		const seen: string[] = [];
		const own = openTestKeyring({
			answers: [secret, secret],
			onAsked: () => seen.push(...whereIs(secret, own.home, own.den.state)),
		});
		rmSync(dirname(own.at('x')), {recursive: true});
		const path = own.at(`id ${kind}`);
		const key = await own.keyring.make({kind, path, comment: 'a comment, é'}, signal);
		assert.deepEqual([`${key.type} ${key.bits}`, key.comment, key.encrypted], [type, 'a comment, é', true]);
		assert.equal(key.rounds, 64);
		assert.equal(statSync(path).mode & 0o777, 0o600);
		assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
		assert.ok(opens(path, secret));
		assert.equal(own.asked.length, 2);
		assert.deepEqual([...seen, ...whereIs(secret, own.home, own.den.state)], []);
	}
});

test('what does not fit is asked anew, and nothing is made when the question is left', async () => {
	const own = openTestKeyring({answers: ['one', 'other', secret, secret]});
	await own.keyring.make({kind: 'ed25519', path: own.at('id'), comment: ''}, signal);
	assert.equal(own.asked.length, 4);
	assert.ok(opens(own.at('id'), secret));
	const left = openTestKeyring({answers: [secret]});
	await assert.rejects(
		left.keyring.make({kind: 'ed25519', path: left.at('id'), comment: ''}, signal),
		isAbort,
	);
	assert.deepEqual(readdirSync(dirname(left.at('x'))), []);
});

test('a key that is made when the signal comes is there, and told', async () => {
	const bin = tempDir('bin');
	const program = join(bin, 'ssh-keygen');
	const real = execFileSync('sh', ['-c', 'command -v ssh-keygen'], {encoding: 'utf8'}).trim();
	const lines = [
		'#!/bin/sh',
		"trap 'exit 0' TERM",
		`'${real}' "$@" -N ''`,
		`: > '${bin}/made'`,
		'while :; do sleep 1; done',
	];
	writeFileSync(program, lines.join('\n'), {mode: 0o755});
	const own = openTestKeyring({env: {PATH: `${bin}:${process.env['PATH']}`}});
	const ending = new AbortController();
	const making = own.keyring.make({kind: 'ed25519', path: own.at('id'), comment: ''}, ending.signal);
	await until(() => existsSync(join(bin, 'made')));
	ending.abort();
	assert.match((await making).fingerprint ?? '', /^SHA256:/);
	assert.deepEqual(readdirSync(dirname(own.at('x'))).toSorted(), ['id', 'id.pub']);
});

test('makes no key under a name that is that of another file of ssh', async () => {
	const own = openTestKeyring({answers: ['', '', '', '', '', '', '', '']});
	for (const name of ['config', 'known_hosts', 'authorized_keys', 'id.pub']) {
		const plan = {kind: 'ed25519', path: own.at(name), comment: ''} as const;
		await assert.rejects(
			own.keyring.make(plan, signal),
			/^Failure: No key was made: .*choose another name\.$/,
		);
	}
	assert.deepEqual(readdirSync(own.home, {recursive: true}), ['.ssh']);
});

test('never overwrites a file, be it a dangling link or the .pub alone', async () => {
	const own = openTestKeyring({answers: ['', '', '', '']});
	writeFileSync(own.at('there'), 'precious');
	writeFileSync(own.at('half.pub'), 'precious');
	symlinkSync('nowhere', own.at('link'));
	for (const name of ['there', 'half', 'link']) {
		await assert.rejects(
			own.keyring.make({kind: 'ed25519', path: own.at(name), comment: ''}, signal),
			/is there already/,
		);
	}
	await assert.rejects(
		own.keyring.make({kind: 'ed25519', path: own.at('new'), comment: 'two\nlines'}, signal),
		/one line/,
	);
	assert.equal(readFileSync(own.at('there'), 'utf8'), 'precious');
	assert.equal(existsSync(own.at('nowhere')), false);
	assert.deepEqual(own.asked, []);
});

test('changes a passphrase in one step, and leaves the key as it was when the old one is wrong', async () => {
	const own = openTestKeyring({answers: ['wrong', 'old', 'new one', 'new one', 'new one']});
	makeKey(own.at('id'), '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'old pem');
	rmSync(own.at('id'));
	rmSync(own.at('id.pub'));
	makeKey(own.at('real'), '-N', 'old', '-a', '2');
	symlinkSync('real', own.at('id'));
	const before = readFileSync(own.at('real'));
	await assert.rejects(own.keyring.changePassphrase(own.at('id'), signal), /the old passphrase is not right/);
	assert.deepEqual(readFileSync(own.at('real')), before);
	const changed = await own.keyring.changePassphrase(own.at('id'), signal);
	assert.equal(changed.rounds, 64);
	assert.ok(opens(own.at('real'), 'new one'));
	assert.equal(statSync(own.at('real')).mode & 0o777, 0o600);
	assert.deepEqual(readdirSync(dirname(own.at('x'))).toSorted(), ['id', 'real', 'real.pub']);
	await assert.rejects(own.keyring.changePassphrase(own.at('id'), signal), isAbort);
	assert.ok(opens(own.at('real'), 'new one'));
	assert.equal(readdirSync(dirname(own.at('x'))).length, 3);
});

test('says that two new passphrases were not the same, and that none was right', async () => {
	const agent = await startAgent();
	const own = openTestKeyring({
		env: {SSH_AUTH_SOCK: agent.socket},
		answers: ['old', 'one', 'another', 'wrong', ''],
	});
	makeKey(own.at('id'), '-N', 'old', '-a', '2');
	await assert.rejects(own.keyring.changePassphrase(own.at('id'), signal), {
		message: `The passphrase of ${own.at('id')} is as it was: the two new ones were not the same.`,
	});
	assert.ok(opens(own.at('id'), 'old'));
	await assert.rejects(own.keyring.add(own.at('id'), {lifetime: null, confirm: false}, signal), {
		message: 'id is not in the agent: no passphrase that was given is right.',
	});
	assert.equal(own.asked.length, 5);
});

test('gives a first passphrase, in today’s format', async () => {
	const own = openTestKeyring({answers: [secret, secret]});
	makeKey(own.at('id'), '-t', 'rsa', '-b', '2048', '-m', 'PEM');
	const changed = await own.keyring.changePassphrase(own.at('id'), signal);
	assert.deepEqual([changed.format, changed.encrypted], ['openssh', true]);
	assert.ok(opens(own.at('id'), secret));
});

test('writes a missing .pub without a passphrase where that is possible, and takes it back', async () => {
	const own = openTestKeyring({answers: ['secret']});
	makeKey(own.at('open'));
	makeKey(own.at('locked'), '-N', 'secret');
	makeKey(own.at('pem'), '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'secret');
	for (const [name, comment] of [
		['open', ' my key'],
		['locked', ''],
		['pem', ''],
	] as const) {
		const was = readFileSync(own.at(`${name}.pub`), 'utf8');
		rmSync(own.at(`${name}.pub`));
		const written = await own.keyring.writePublic(own.at(name), signal);
		assert.equal(readFileSync(written.path, 'utf8'), was.replace(' my key', comment));
		assert.equal(statSync(written.path).mode & 0o777, 0o644);
		await own.keyring.undoWritePublic(written);
		assert.equal(existsSync(own.at(`${name}.pub`)), false);
	}
	assert.equal(own.asked.length, 1);
	writeFileSync(own.at('open.pub'), 'of another');
	const {backup, path} = await own.keyring.writePublic(own.at('open'), signal);
	assert.equal(readFileSync(backup ?? '', 'utf8'), 'of another');
	await own.keyring.undoWritePublic({path, backup});
	assert.equal(readFileSync(own.at('open.pub'), 'utf8'), 'of another');
});

test('finds the modes that let others in, fixes them and puts them back', async () => {
	const own = openTestKeyring();
	const directory = dirname(own.at('x'));
	makeKey(own.at('id'));
	makeKey(own.at('fine'));
	writeFileSync(own.at('config'), '', {mode: 0o664});
	for (const [name, mode] of [
		['', 0o755],
		['id', 0o640],
		['id.pub', 0o666],
		['config', 0o664],
	] as const) {
		chmodSync(own.at(name), mode);
	}
	const modes = (): string[] =>
		[directory, 'config', 'id', 'id.pub'].map(name =>
			(statSync(name === directory ? name : own.at(name)).mode & 0o777).toString(8),
		);
	const faults = await own.keyring.modeFaults(await listKeyFiles(directory));
	assert.deepEqual(
		faults.map(({path, wanted, isRefused}) => [path, wanted.toString(8), isRefused]),
		[
			[directory, '700', false],
			[own.at('config'), '600', true],
			[own.at('id'), '600', true],
			[own.at('id.pub'), '644', false],
		],
	);
	for (const fault of faults) {
		await own.keyring.mend(fault);
	}
	assert.deepEqual(modes(), ['700', '600', '600', '644']);
	assert.deepEqual(await own.keyring.modeFaults(await listKeyFiles(directory)), []);
	for (const {path, mode, wanted, isRefused} of faults) {
		await own.keyring.mend({path, mode: wanted, wanted: mode, isRefused});
	}
	assert.deepEqual(modes(), ['755', '664', '640', '666']);
});

test('adds a key to the agent with its passphrase, tests it there, and removes it alone', async () => {
	const agent = await startAgent();
	const own = openTestKeyring({env: {SSH_AUTH_SOCK: agent.socket}, answers: ['wrong', secret]});
	makeKey(own.at('id'), '-N', secret);
	const types = [
		['rsa', '-t', 'rsa', '-b', '2048'],
		['ec256', '-t', 'ecdsa', '-b', '256'],
		['ec521', '-t', 'ecdsa', '-b', '521'],
	] as const;
	for (const [name, ...type] of types) {
		makeKey(own.at(name), ...type);
	}
	makeKey(own.at('authority'));
	execFileSync('ssh-keygen', ['-q', '-s', own.at('authority'), '-I', 'me', own.at('rsa.pub')]);
	const said = await own.keyring.add(own.at('id'), {lifetime: 600, confirm: false}, signal);
	assert.ok(
		said.some(line => line.includes('Lifetime set to 600 seconds')),
		said.join('\n'),
	);
	assert.equal(own.asked.length, 2);
	for (const [name] of types) {
		await own.keyring.add(own.at(name), {lifetime: null, confirm: false}, signal);
	}
	const identities = await identitiesOf(agent);
	assert.equal(identities.length, 5);
	for (const identity of identities) {
		assert.equal(await own.keyring.test(identity, signal), 'verified', identity.type);
	}
	const certificate = identities.find(({type}) => type === 'RSA-CERT');
	assert.ok(certificate !== undefined);
	await own.keyring.remove(certificate, signal);
	assert.deepEqual(
		(await identitiesOf(agent)).map(({type}) => type),
		['ED25519', 'RSA', 'ECDSA', 'ECDSA'],
	);
	await own.keyring.removeAll(signal);
	assert.equal((await readAgent(agent.socket)).state, 'empty');
});

test('locks and unlocks the agent with a password that is asked for', async () => {
	const agent = await startAgent();
	const own = openTestKeyring({env: {SSH_AUTH_SOCK: agent.socket}, answers: ['pw', 'pw', 'no', 'pw']});
	makeKey(own.at('id'));
	await own.keyring.add(own.at('id'), {lifetime: null, confirm: false}, signal);
	const [identity] = await identitiesOf(agent);
	assert.ok(identity !== undefined);
	await own.keyring.lock(signal);
	assert.equal((await readAgent(agent.socket)).state, 'empty');
	await assert.rejects(own.keyring.test(identity, signal), /refuses to sign/);
	await assert.rejects(
		own.keyring.add(own.at('id'), {lifetime: null, confirm: false}, signal),
		/refused operation/,
	);
	await assert.rejects(own.keyring.unlock(signal), /not unlocked/);
	await own.keyring.unlock(signal);
	assert.equal((await readAgent(agent.socket)).state, 'keys');
});

test('a key whose use has to be confirmed, and nobody does, refuses to sign', async () => {
	const agent = await startAgent();
	const own = openTestKeyring({env: {SSH_AUTH_SOCK: agent.socket}});
	makeKey(own.at('id'));
	await own.keyring.add(own.at('id'), {lifetime: null, confirm: true}, signal);
	const [identity] = await identitiesOf(agent);
	assert.ok(identity !== undefined);
	await assert.rejects(own.keyring.test(identity, signal), /refuses to sign/);
});

test('says why a key cannot be added: its mode, no agent, one that hangs', async () => {
	const agent = await startAgent();
	const own = openTestKeyring({env: {SSH_AUTH_SOCK: agent.socket}});
	makeKey(own.at('id'));
	chmodSync(own.at('id'), 0o644);
	const options = {lifetime: null, confirm: false};
	await assert.rejects(own.keyring.add(own.at('id'), options, signal), /is not in the agent/);
	await agent.stop();
	await assert.rejects(own.keyring.add(own.at('id'), options, signal), /is not in the agent/);
	const path = join(tempDir('hanging'), 's');
	const clients: Socket[] = [];
	const server = createServer(client => clients.push(client)).listen(path);
	after(() => {
		for (const client of clients) {
			client.destroy();
		}
		server.close();
	});
	const hanging = openTestKeyring({env: {SSH_AUTH_SOCK: path}});
	makeKey(hanging.at('id'));
	const controller = new AbortController();
	const adding = hanging.keyring.add(hanging.at('id'), options, controller.signal);
	setImmediate(() => controller.abort());
	await assert.rejects(adding, isAbort);
	await assert.rejects(hanging.keyring.removeAll(signal), /did not answer within 2 s/);
});

test('a changed key is read as ssh-keygen reads it', async () => {
	const own = openTestKeyring({answers: ['', '']});
	makeKey(own.at('id'), '-N', '', '-C', 'kept comment');
	const changed = await own.keyring.changePassphrase(own.at('id'), signal);
	assert.deepEqual(changed, await readKeyFile(own.at('id')));
	assert.equal(changed.comment, 'kept comment');
	assert.equal(changed.encrypted, false);
});
