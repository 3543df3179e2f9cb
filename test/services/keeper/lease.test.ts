import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {test} from 'node:test';
import {isAbort, Refusal} from '../../../source/core/errors.ts';
import {LeaseFailure} from '../../../source/core/keeper/lease-failure.ts';
import {saidBefore} from '../../../source/core/prompts/said-before.ts';
import {type Channel, ChannelRefused} from '../../../source/services/keeper/channel.ts';
import type {Prompt} from '../../../source/services/keeper/prompt-queue.ts';
import {isAlive} from '../../helpers/processes.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {until} from '../../helpers/wait.ts';
import {openDen} from './keeper-in.ts';
import {startMisfit} from './misfit-server.ts';

async function greet(channel: Channel): Promise<number[]> {
	channel.stdin.write(Buffer.from([0, 0, 0, 5, 1, 0, 0, 0, 3]));
	const [answer] = (await once(channel.stdout, 'data')) as [Buffer];
	return [answer[4]!, answer.readUInt32BE(5)];
}

test('several leases of several clients share one login, and nothing stays behind', async () => {
	const sshd = await startSshd();
	const den = openDen();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const [one, two] = [den.client(config), den.client(config)];
	const leases = await Promise.all([one.lease('box'), one.lease('box'), two.lease('box')]);
	assert.deepEqual(
		leases.map(lease => lease.mode()),
		['hub', 'hub', 'hub'],
	);
	const channels = await Promise.all(leases.map(lease => lease.openChannel('sftp')));
	for (const channel of channels) {
		assert.deepEqual(await greet(channel), [2, 3]);
		channel.stdin.end();
		assert.equal((await channel.ended).code, 0);
	}
	assert.equal(sshd.log().match(/Accepted publickey for/g)?.length, 1);
	const status = (await one.status())!;
	assert.equal(status.hubs.length, 1);
	assert.deepEqual(
		{...status.hubs[0], pid: 0, socket: ''},
		{
			alias: 'box',
			configFile: config,
			state: 'up',
			mode: 'hub',
			socket: '',
			pid: 0,
			leases: 3,
			reason: null,
		},
	);
	const hub = status.hubs[0]!.pid!;
	for (const lease of leases) {
		lease.release();
	}
	assert.equal((await leases[0]!.ended).isReleased, true);
	await until(() => !isAlive(hub) && !isAlive(status.pid));
	assert.deepEqual(den.sockets(), []);
	assert.equal(den.record(), null);
	assert.equal(await one.status(), null);
});

test('says why there is no connection, and refuses what ssh refuses', async () => {
	const den = openDen();
	const sshd = await startSshd();
	const config = sshd.writeConfig([sshd.configFor('box'), 'Host closed\n\tHostName 127.0.0.1\n\tPort 1\n']);
	const client = den.client(config);
	await assert.rejects(client.lease('closed'), (error: unknown) => {
		assert.ok(error instanceof LeaseFailure);
		assert.match(error.message, /closed: /);
		assert.match(error.stderr, /Connection refused/);
		return true;
	});
	assert.equal((await client.status())?.hubs[0]?.state, 'failed');
	await assert.rejects(client.lease('-oProxyCommand=id'), Refusal);
	await assert.rejects(client.lease('box', {signal: AbortSignal.abort()}), isAbort);
});

test('a hub that is killed tells those who use it at once, and the next lease opens another', async () => {
	const sshd = await startSshd();
	const den = openDen({idle: 5000});
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	const lease = await client.lease('box');
	const {pid} = (await client.status())!.hubs[0]!;
	process.kill(pid!, 'SIGKILL');
	const end = await lease.ended;
	assert.equal(end.isReleased, false);
	assert.match(end.reason, /SIGKILL/);
	const again = await client.lease('box');
	assert.notEqual(again.socket(), lease.socket());
	await sshd.stop();
	assert.match((await again.ended).reason, /closed by remote host|Connection to|Broken pipe|reset/);
});

test('the master of the user’s own is used, and left alone', async () => {
	const sshd = await startSshd();
	const den = openDen();
	const own = `${sshd.directory}/own`;
	const config = sshd.writeConfig([sshd.configFor('box', [`ControlPath ${own}`])]);
	const master = spawn('ssh', ['-F', config, '-M', '-N', '--', 'box'], {stdio: 'ignore'});
	await until(() => existsSync(own));
	const client = den.client(config);
	const lease = await client.lease('box');
	assert.deepEqual([lease.mode(), lease.socket()], ['users-master', own]);
	const channel = await lease.openChannel('sftp');
	assert.deepEqual(await greet(channel), [2, 3]);
	channel.close();
	await channel.ended;
	lease.release();
	await until(() => den.record() === null);
	assert.equal(isAlive(master.pid!), true);
	assert.equal(existsSync(own), true);
	const again = await client.lease('box');
	master.kill();
	assert.match((await again.ended).reason, /your own ssh ended/);
	assert.equal(sshd.log().match(/Accepted publickey for/g)?.length, 1);
});

test('where only one session is allowed the second is refused, without a second login', async () => {
	const sshd = await startSshd({lines: ['MaxSessions 1']});
	const den = openDen();
	const client = den.client(sshd.writeConfig([sshd.configFor('box')]));
	const lease = await client.lease('box');
	const [first, second] = await Promise.allSettled([lease.openChannel('sftp'), lease.openChannel('sftp')]);
	const refused = first.status === 'rejected' ? first : second;
	assert.ok(refused.status === 'rejected' && refused.reason instanceof ChannelRefused);
	assert.match(refused.reason.message, /allows no more sessions/);
	const opened = first.status === 'fulfilled' ? first : second;
	assert.ok(opened.status === 'fulfilled');
	assert.deepEqual(await greet(opened.value), [2, 3]);
	assert.equal(lease.mode(), 'hub');
	assert.equal(sshd.log().match(/Accepted publickey for/g)?.length, 1);
});

test('where a shared connection takes no session at all each channel is a login of its own', async () => {
	const server = await startMisfit({password: 'open sesame'});
	const den = openDen();
	const client = den.client(server.config);
	const asked: string[] = [];
	const onPrompt = async ({alias, text, said}: Prompt): Promise<string> => {
		asked.push(`${saidBefore(said).join()} ${alias}: ${text}`);
		return 'open sesame';
	};
	const lease = await client.lease('misfit', {onPrompt});
	assert.equal(lease.mode(), 'hub');
	const channel = await lease.openChannel('sftp');
	assert.equal(lease.mode(), 'direct');
	assert.deepEqual(await greet(channel), [2, 3]);
	assert.equal((await client.lease('misfit')).mode(), 'direct');
	const question = "For members. misfit: me@127.0.0.1's password: ";
	assert.deepEqual(asked, [question, question]);
	assert.equal(server.logins(), 2);
	// The one connection left is the client's own: its keeper means nothing to it.
	process.kill(den.record()!.pid, 'SIGKILL');
	await until(() => !isAlive(den.record()!.pid));
	const another = await lease.openChannel('sftp');
	assert.deepEqual(await greet(another), [2, 3]);
	another.close();
	channel.close();
	await channel.ended;
});

test('a client that was closed starts no keeper any more', async () => {
	const sshd = await startSshd();
	const den = openDen();
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const client = den.client(config);
	const late = client.lease('box');
	client.close();
	await assert.rejects(late, isAbort);
	await assert.rejects(client.lease('box'), isAbort);
	assert.equal(den.record(), null);
});
