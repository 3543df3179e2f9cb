import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {type FileFailure, isFileFailure} from '../../../source/core/files/file-failure.ts';
import {openRemoteFiles} from '../../../source/services/files/remote-files.ts';
import {ChannelRefused} from '../../../source/services/keeper/channel.ts';
import {isAlive} from '../../helpers/processes.ts';
import {type Sshd, startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {openDen} from '../keeper/keeper-in.ts';
import {listAll} from './behaviour.ts';
import {sftpServerPath} from './sftp/sftp-server.ts';

async function opened(sshd: Sshd) {
	const den = openDen();
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	return {den, files: await openRemoteFiles(client, 'box')};
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
	assert.match(error.message, /box/);
	return true;
}

test('a host is listed, and another session opened, on one login', async () => {
	const sshd = await startSshd();
	const {files} = await opened(sshd);
	const directory = tempDir('files');
	writeFileSync(join(directory, 'a'), '');
	assert.deepEqual(
		(await listAll(files, directory)).map(({name}) => name),
		['a'],
	);
	const bulk = await files.openSession();
	assert.equal((await bulk.requests.lstat(directory)).type, 'directory');
	await bulk.limitsKnown;
	assert.ok(bulk.limits.readLength > 200_000);
	assert.equal(sshd.log().match(/Accepted publickey for/g)?.length, 1);
	bulk.close();
	files.close();
});

test('a session whose server dies rejects what is under way, and the next call begins another', async () => {
	const server = traced();
	const sshd = await startSshd({sftp: server.command});
	const {files} = await opened(sshd);
	const [pid] = server.pids();
	process.kill(pid!, 'SIGSTOP');
	const {ended} = files;
	const pending = [files.home(), files.lstat('/'), files.list('/', {onEntries() {}})];
	const outcomes = Promise.all(pending.map(one => assert.rejects(one, lost)));
	process.kill(pid!, 'SIGKILL');
	await outcomes;
	assert.match((await ended).reason, /\w+\.$/);
	assert.equal((await files.lstat('/')).type, 'directory');
	assert.equal(server.pids().length, 2);
	assert.equal(sshd.log().match(/Accepted publickey for/g)?.length, 1);
	files.close();
});

test('when the login is lost all is rejected with the reason, until it is opened again', async () => {
	const sshd = await startSshd();
	const {den, files} = await opened(sshd);
	const lease = files.lease();
	const hub = den.record()!.hubs[0]!.pid;
	process.kill(hub, 'SIGKILL');
	await lease.ended;
	await until(() => !isAlive(hub));
	await assert.rejects(files.lstat('/'), lost);
	await assert.rejects(files.home(), lost);
	await files.reopen();
	assert.equal((await files.lstat('/')).type, 'directory');
	assert.notEqual(files.lease(), lease);
	files.close();
	await assert.rejects(files.lstat('/'), lost);
});

test('it is opened again at once after the hub was killed', async () => {
	const sshd = await startSshd();
	const {den, files} = await opened(sshd);
	const {ended} = files;
	process.kill(den.record()!.hubs[0]!.pid, 'SIGKILL');
	await ended;
	await files.reopen();
	assert.equal((await files.lstat('/')).type, 'directory');
	files.close();
});

test('where the server allows no more sessions that is said, and the first goes on', async () => {
	const sshd = await startSshd({lines: ['MaxSessions 1']});
	const {files} = await opened(sshd);
	await assert.rejects(files.openSession(), ChannelRefused);
	assert.equal((await files.lstat('/')).type, 'directory');
	files.close();
});

test('a host without sftp is told in words', async () => {
	const sshd = await startSshd({sftp: null});
	await assert.rejects(opened(sshd), (error: unknown) => {
		assert.ok(isFileFailure(error, 'lost'), `${error}`);
		assert.match(error.message, /box.*may offer no SFTP.*Subsystem sftp/);
		return true;
	});
});

test('an opening that is cancelled ends at once', async () => {
	const server = traced();
	writeFileSync(server.command, '#!/bin/sh\nsleep 600\n');
	const sshd = await startSshd({sftp: server.command});
	const client = openDen().client(sshd.writeConfig([sshd.configFor('box')]));
	const controller = new AbortController();
	const lease = await client.lease('box');
	const opening = openRemoteFiles({lease: async () => lease}, 'box', {signal: controller.signal});
	controller.abort();
	await assert.rejects(opening, {name: 'AbortError'});
	assert.ok((await lease.ended).isReleased);
});
