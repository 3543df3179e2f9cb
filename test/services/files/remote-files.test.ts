import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {type FileFailure, isFileFailure} from '../../../source/core/files/file-failure.ts';
import type {FileSystem} from '../../../source/services/files/file-system.ts';
import {openRemoteFiles} from '../../../source/services/files/remote-files.ts';
import {ChannelRefused} from '../../../source/services/keeper/channel.ts';
import {type Sshd, startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {openDen} from '../keeper/keeper-in.ts';
import {startMisfit} from '../keeper/misfit-server.ts';
import {listAll} from './behaviour.ts';
import {sftpServerPath} from './sftp/sftp-server.ts';

function clientOf(sshd: Sshd) {
	const den = openDen();
	return {den, client: den.client(sshd.writeConfig([sshd.configFor('box')]))};
}

/** A subsystem that writes down its process ids, a line each. */
function traced(): {readonly command: string; pids(): number[]} {
	const directory = tempDir('server');
	const [script, list] = [join(directory, 'serve'), join(directory, 'pids')];
	writeFileSync(list, '');
	writeFileSync(script, `#!/bin/sh\necho $$ >> ${list}\nexec ${sftpServerPath()}\n`, {mode: 0o755});
	const pids = (): number[] => readFileSync(list, 'utf8').trim().split('\n').map(Number);
	return {command: script, pids};
}

function lost(error: unknown): error is FileFailure {
	assert.ok(isFileFailure(error, 'lost'), `${error}`);
	assert.match(error.message, /The file session with box ended: [A-Z].*\.$/);
	return true;
}

async function works(files: FileSystem): Promise<void> {
	assert.equal((await files.lstat('/')).type, 'directory');
}

function logins(sshd: Sshd): number | undefined {
	return sshd.log().match(/Accepted publickey for/g)?.length;
}

test('several sessions are on one login, which ends with the last', async () => {
	const sshd = await startSshd();
	const {den, client} = clientOf(sshd);
	const [one, other] = await Promise.all([openRemoteFiles(client, 'box'), openRemoteFiles(client, 'box')]);
	const directory = tempDir('files');
	writeFileSync(join(directory, 'a'), '');
	assert.deepEqual(
		(await listAll(one, directory)).map(({name}) => name),
		['a'],
	);
	one.close();
	await assert.rejects(one.lstat('/'), lost);
	await works(other);
	assert.equal(logins(sshd), 1);
	other.close();
	await until(() => den.record() === null);
});

test('a session whose server dies rejects what is under way and what follows; the next is on the same login', async () => {
	const server = traced();
	const sshd = await startSshd({sftp: server.command});
	const {client} = clientOf(sshd);
	const keeping = await client.lease('box');
	const files = await openRemoteFiles(client, 'box');
	const [pid] = server.pids();
	process.kill(pid!, 'SIGSTOP');
	const pending = [files.home(), files.lstat('/'), files.list('/', {onEntries() {}})];
	const outcomes = Promise.all(pending.map(one => assert.rejects(one, lost)));
	process.kill(pid!, 'SIGKILL');
	await outcomes;
	await assert.rejects(files.lstat('/'), lost);
	const next = await openRemoteFiles(client, 'box');
	await works(next);
	assert.equal(logins(sshd), 1);
	next.close();
	keeping.release();
});

test('after the login is lost the next session makes another', async () => {
	const sshd = await startSshd();
	const {den, client} = clientOf(sshd);
	const files = await openRemoteFiles(client, 'box');
	process.kill(den.record()!.hubs[0]!.pid, 'SIGKILL');
	await files.ended;
	await assert.rejects(files.lstat('/'), lost);
	const next = await openRemoteFiles(client, 'box');
	await works(next);
	assert.equal(logins(sshd), 2);
	next.close();
});

test('where the server allows no more sessions that is said, and the first goes on', async () => {
	const sshd = await startSshd({lines: ['MaxSessions 1']});
	const {client} = clientOf(sshd);
	const files = await openRemoteFiles(client, 'box');
	await assert.rejects(openRemoteFiles(client, 'box'), ChannelRefused);
	await works(files);
	files.close();
});

test('it is on the master of the user’s own where there is one, and ends with it', async () => {
	const sshd = await startSshd();
	const own = join(sshd.directory, 'own');
	const config = sshd.writeConfig([sshd.configFor('box', [`ControlPath ${own}`])]);
	const master = spawn('ssh', ['-F', config, '-M', '-N', '--', 'box'], {stdio: 'ignore'});
	await until(() => existsSync(own));
	const files = await openRemoteFiles(openDen().client(config), 'box');
	await works(files);
	assert.equal(logins(sshd), 1);
	master.kill();
	await files.ended;
	await assert.rejects(files.lstat('/'), lost);
});

test('where no connection can be shared the session has a login of its own', async () => {
	const server = await startMisfit({password: 'open sesame'});
	const client = openDen().client(server.config);
	const onPrompt = async (): Promise<string> => 'open sesame';
	const lease = (alias: string) => client.lease(alias, {onPrompt});
	const files = await openRemoteFiles({lease}, 'misfit');
	// That server offers SFTP, and supports nothing.
	await assert.rejects(files.lstat('/'), (error: unknown) => isFileFailure(error, 'unsupported'));
	assert.equal(server.logins(), 2);
	files.close();
});

test('a host without sftp is told in words', async () => {
	const sshd = await startSshd({sftp: null});
	await assert.rejects(openRemoteFiles(clientOf(sshd).client, 'box'), (error: unknown) => {
		assert.ok(isFileFailure(error, 'lost'), `${error}`);
		assert.match(error.message, /box.*may offer no SFTP.*Subsystem sftp/);
		return true;
	});
});

test('an opening that is cancelled ends at once, and lets go of the login', async () => {
	const server = traced();
	writeFileSync(server.command, '#!/bin/sh\nsleep 600\n');
	const sshd = await startSshd({sftp: server.command});
	const controller = new AbortController();
	const lease = await clientOf(sshd).client.lease('box');
	const opening = openRemoteFiles({lease: async () => lease}, 'box', {signal: controller.signal});
	controller.abort();
	await assert.rejects(opening, {name: 'AbortError'});
	assert.ok((await lease.ended).isReleased);
});

test('what cancelled the opening does nothing to the session afterwards', async () => {
	const sshd = await startSshd();
	const controller = new AbortController();
	const files = await openRemoteFiles(clientOf(sshd).client, 'box', {signal: controller.signal});
	controller.abort();
	await works(files);
	files.close();
});
