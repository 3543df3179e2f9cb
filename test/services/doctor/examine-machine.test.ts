import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Stage} from '../../../source/core/doctor/stage.ts';
import {Failure} from '../../../source/core/errors.ts';
import {examineMachine, type Machine} from '../../../source/services/doctor/examine-machine.ts';
import {findModeFaults, mendMode} from '../../../source/services/doctor/mode-faults.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {startAgent} from '../../helpers/agent.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

type Place = {readonly home: string; readonly directory: string};

function makeHome(): Place {
	const home = tempDir('home');
	const directory = join(home, '.ssh');
	mkdirSync(directory, {mode: 0o700});
	writeFileSync(join(directory, 'config'), 'Host web\n', {mode: 0o600});
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(directory, 'id_ed25519')]);
	return {home, directory};
}

async function machine(
	{home, directory}: Place,
	change: {env?: NodeJS.ProcessEnv; program?: string; state?: string; keeper?: Machine['keeper']} = {},
): Promise<{ok: boolean; of: (name: string) => Stage}> {
	const env = {PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), ...change.env};
	mkdirSync(join(home, 'run'), {recursive: true, mode: 0o700});
	const ssh = {program: change.program ?? 'ssh', configFile: join(directory, 'config'), env};
	const {ok, stages} = await examineMachine({
		ssh,
		config: openSshConfig({ssh, home}),
		directories: {home, state: change.state ?? join(home, 'state', 'sallyport')},
		sshDirectory: directory,
		keeper: change.keeper ?? (async () => null),
	});
	const of = (name: string): Stage => stages.find(({stage}) => stage === name)!;
	return {ok, of};
}

test('nothing is wrong on a machine that is well kept', async () => {
	const {ok, of} = await machine(makeHome());
	assert.equal(ok, true);
	for (const name of ['ssh', 'config', 'modes', 'known_hosts', 'sockets', 'state directory', 'keeper']) {
		assert.equal(of(name).status, 'ok', JSON.stringify(of(name)));
	}
	assert.equal(of('agent').status, 'skipped');
});

test('an ssh that is missing is one line, and the rest is still looked at', async () => {
	const {ok, of} = await machine(makeHome(), {program: 'no-such-ssh'});
	assert.equal(ok, false);
	assert.match(of('ssh').cause ?? '', /There is no no-such-ssh/);
	assert.equal(of('config').status, 'ok');
});

test('modes that OpenSSH does not accept are found, and mended only as they were shown', async () => {
	const place = makeHome();
	const key = join(place.directory, 'id_ed25519');
	chmodSync(key, 0o644);
	chmodSync(place.directory, 0o777);
	const {ok, of} = await machine(place);
	assert.equal(ok, false);
	assert.equal(of('modes').status, 'failed');
	assert.deepEqual(of('modes').raw, [
		`${place.directory}: 0777, should be 0755`,
		`${key}: 0644, should be 0600`,
	]);

	const places = {home: place.home, directory: place.directory, readsConfig: true};
	const faults = await findModeFaults(places);
	chmodSync(key, 0o640);
	await assert.rejects(mendMode(faults.find(({path}) => path === key)!), Failure);
	assert.equal(statSync(key).mode & 0o777, 0o640);
	for (const fault of await findModeFaults(places)) {
		await mendMode(fault);
	}
	assert.equal(statSync(key).mode & 0o777, 0o600);
	assert.equal((await machine(place)).ok, true);
});

test('a key elsewhere and the config are looked at where they are asked for', async () => {
	const place = makeHome();
	const elsewhere = join(place.home, 'key');
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', elsewhere]);
	chmodSync(elsewhere, 0o604);
	chmodSync(join(place.directory, 'config'), 0o666);
	symlinkSync('/nowhere', join(place.directory, 'link'));
	const faults = await findModeFaults({...place, readsConfig: true, keys: [elsewhere]});
	assert.deepEqual(
		faults.map(({path, wanted}) => [path, wanted.toString(8)]),
		[
			[join(place.directory, 'config'), '644'],
			[elsewhere, '600'],
		],
	);
});

test('no agent, one that is gone, and one with many keys', async () => {
	const place = makeHome();
	const none = (await machine(place, {env: {}})).of('agent');
	assert.deepEqual([none.status, none.cause], ['skipped', 'No agent is named (SSH_AUTH_SOCK).']);
	assert.match(none.advice ?? '', /Start an agent, or set SSH_AUTH_SOCK/);
	const gone = await machine(place, {env: {SSH_AUTH_SOCK: join(place.home, 'nothing')}});
	assert.equal(gone.ok, true);
	assert.match(gone.of('agent').cause ?? '', /the socket does not exist/);
	const agent = await startAgent();
	for (let index = 0; index < 6; index++) {
		const key = join(place.home, `k${index}`);
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
		execFileSync('ssh-add', ['-q', key], {env: agent.env});
	}
	const full = await machine(place, {env: {SSH_AUTH_SOCK: agent.socket}});
	assert.match(full.of('agent').cause ?? '', /^The agent offers 6 keys/);
});

test('lines of known_hosts that ssh passes over are named', async () => {
	const place = makeHome();
	const file = join(place.directory, 'known_hosts');
	writeFileSync(file, '# a comment\n\nweb ssh-ed25519 AAAA\n');
	const {ok, of} = await machine(place);
	assert.equal(ok, true);
	assert.equal(of('known_hosts').cause, `ssh passes over ${file}:3, which it does not understand.`);
});

test('a runtime directory that cannot be had, and a state directory that cannot be written', async () => {
	const place = makeHome();
	const file = join(place.home, 'file');
	writeFileSync(file, '');
	const {ok, of} = await machine(place, {state: join(file, 'below')});
	assert.equal(ok, false);
	assert.equal(of('state directory').status, 'failed');
});

test('what the keeper keeps is told; one that does not answer is a failure', async () => {
	const hub = {configFile: null, mode: 'hub', socket: null, pid: null, leases: 1, reason: null} as const;
	const hubs = [
		{...hub, alias: 'web', state: 'up'},
		{...hub, alias: 'db', state: 'failed'},
	] as const;
	const kept = await machine(makeHome(), {
		keeper: async () => ({pid: 42, program: '0.1.0', hubs, prompts: 0}),
	});
	assert.deepEqual(kept.of('keeper').raw, ['Process 42, version 0.1.0: connections to web.']);
	const silent = await machine(makeHome(), {
		keeper: async () => {
			throw new Failure('The keeper of shared connections does not answer.');
		},
	});
	assert.equal(silent.of('keeper').status, 'failed');
	assert.match(silent.of('keeper').cause ?? '', /does not answer/);
});
