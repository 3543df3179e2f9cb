import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {appendFileSync, existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {startRelay} from '../../helpers/relay.ts';
import {startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {examine, summary} from './examine.ts';

const sshd = await startSshd();
const direct = [
	'config',
	'resolve',
	'connect',
	'banner',
	'key exchange',
	'host key',
	'authentication',
	'session',
	'sftp',
];

test('a host where all is well passes every stage', async () => {
	const told: string[] = [];
	const examination = await examine(sshd.writeConfig([sshd.configFor('web')], 'well'), {
		onStage: ({stage}) => told.push(stage),
	});
	assert.deepEqual(
		summary(examination),
		direct.map(stage => `${stage}: ok`),
	);
	assert.equal(examination.ok, true);
	assert.deepEqual(told, direct);
	for (const {ms, cause, advice, raw} of examination.stages) {
		assert.ok(ms !== null && ms >= 0);
		assert.deepEqual([cause, advice], [null, null]);
		assert.ok(raw.length <= 1);
	}
});

test('what the config asks of interactive sessions does not matter', async () => {
	const hostile = [
		'RemoteCommand echo no',
		'RequestTTY force',
		'SessionType none',
		'StdinNull yes',
		'ForkAfterAuthentication yes',
		'LocalForward 127.0.0.1:1 127.0.0.1:2',
		'ExitOnForwardFailure yes',
		'LogLevel QUIET',
		'ControlMaster auto',
		'ControlPath /nonexistent/x',
	];
	const config = sshd.writeConfig([sshd.configFor('web', hostile)], 'hostile');
	assert.equal((await examine(config)).ok, true);
});

test('the way through jump hosts is told jump by jump, nearest first', async () => {
	const near = await startSshd();
	const far = await startSshd();
	const config = sshd.writeConfig(
		[
			sshd.configFor('web', ['ProxyJump far']),
			far.configFor('far', ['ProxyJump near']),
			near.configFor('near'),
		],
		'jumps',
	);
	const examination = await examine(config);
	assert.deepEqual(summary(examination), [
		'config: ok',
		'resolve: skipped',
		'jump:near: ok',
		'jump:far: ok',
		...direct.slice(2).map(stage => `${stage}: ok`),
	]);
	assert.equal(examination.ok, true);
	const list = sshd.writeConfig(
		[sshd.configFor('web', ['ProxyJump near,far']), far.configFor('far'), near.configFor('near')],
		'list',
	);
	assert.deepEqual(summary(await examine(list)), summary(examination));
});

test('a jump host with a connection up that is shared is passed through that', async () => {
	const socket = join(tempDir('mux'), 'm');
	const jump = [`ControlPath ${socket}`, 'ControlMaster no'];
	const config = sshd.writeConfig(
		[sshd.configFor('web', ['ProxyJump near']), sshd.configFor('near', jump)],
		'mux',
	);
	const args = ['-F', config, '-M', '-N', '-o', 'BatchMode=yes', '-S', socket, '--', 'near'];
	const master = spawn('ssh', args, {stdio: 'ignore'});
	after(() => master.kill());
	await until(() => existsSync(socket));
	const examination = await examine(config);
	assert.equal(examination.ok, true, JSON.stringify(examination.stages));
	assert.equal(summary(examination)[2], 'jump:near: ok');
	assert.equal(master.exitCode, null, 'it is left as it was');
});

test('a ProxyCommand that works is a way as any other', async () => {
	const config = sshd.writeConfig(
		[
			sshd.configFor('web', [`ProxyCommand ssh -F ${sshd.directory}/proxy -W %h:%p near`]),
			sshd.configFor('near'),
		],
		'proxy',
	);
	const examination = await examine(config);
	assert.equal(examination.ok, true);
	assert.equal(summary(examination)[1], 'resolve: skipped');
});

test('time is counted for the stage that took it, and a slow one is warned of', async () => {
	const relay = await startRelay(sshd.port);
	const config = sshd.writeConfig([sshd.configFor('web', [`Port ${relay.port}`])], 'slow');
	appendFileSync(
		sshd.knownHostsFile,
		`[127.0.0.1]:${relay.port} ${readFileSync(`${sshd.hostKeys[0]}.pub`, 'utf8')}`,
	);
	relay.delay(2100);
	const {stages, ok} = await examine(config, {
		onStage: ({stage}) => stage === 'banner' && relay.delay(0),
	});
	assert.equal(ok, true);
	const banner = stages.find(({stage}) => stage === 'banner');
	assert.equal(banner?.status, 'warning');
	assert.ok((banner?.ms ?? 0) >= 2000);
	assert.match(banner?.cause ?? '', /slow to greet/);
});
