import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {dirname, join} from 'node:path';
import {after, test} from 'node:test';
import {startDemo} from '../../source/demo/demo.ts';
import {removeLeftovers} from '../../source/demo/place/clean-up.ts';
import {makeKey} from '../../source/demo/place/keys.ts';
import {capture} from '../../source/services/ssh/capture.ts';
import {isAlive} from '../helpers/processes.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {patience, until} from '../helpers/wait.ts';
import {openDemo} from './demo-run.ts';

const run = await openDemo();
const {demo, ssh} = run;
const directory = dirname(demo.configFile);
const hosts = Array.from(
	readFileSync(demo.configFile, 'utf8').matchAll(/^Host (?!\*)(.+)$/gm),
	([, names]) => names!,
);

for (const host of ['web-1', 'www', 'files', 'bastion', 'db-1', 'tunnel']) {
	test(`${host} lets the demo key in`, async () => {
		const {code, stdout, stderr} = await ssh([
			'-o',
			'BatchMode=yes',
			'-o',
			'ClearAllForwardings=yes',
			host,
			'hostname; exit 7',
		]);
		assert.deepEqual([code, stdout.toString(), stderr], [7, `${host === 'www' ? 'web-1' : host}\n`, '']);
	});
}

test('a key that is put into authorized_keys opens the host from then on', async () => {
	const key = join(tempDir('key'), 'id');
	await capture('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key], {deadline: patience});
	const alone = ['-F', 'none', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
	const withKey = () =>
		ssh([
			...alone,
			'-o',
			'BatchMode=yes',
			'-o',
			'IdentityAgent=none',
			'-o',
			'IdentitiesOnly=yes',
			'-i',
			key,
			'-p',
			String(run.port('web-1')),
			'deploy@127.0.0.1',
			'true',
		]);
	assert.equal((await withKey()).code, 255);
	await ssh(['web-1', 'mkdir .ssh; cat >> .ssh/authorized_keys'], {input: readFileSync(`${key}.pub`)});
	assert.equal((await withKey()).code, 0);
});

test('a command gets its input, and its errors come apart', async () => {
	const {code, stdout, stderr} = await ssh(['web-1', 'cat > x && cat x && cat nothing'], {input: 'typed\n'});
	assert.deepEqual(
		[code, stdout.toString(), stderr],
		[1, 'typed\n', 'cat: nothing: No such file or directory\n'],
	);
});

test('without a terminal the shell runs the lines of its input', async () => {
	const {code, stdout} = await ssh(['-T', 'web-1'], {input: 'cd /srv\npwd\nexit 3\necho never\n'});
	assert.deepEqual([code, stdout.toString()], [3, '/srv\n']);
});

test('a command line can go on with a shell, where it has got to', async () => {
	const command = `cd '/srv/share' && exec "$SHELL" -l`;
	const {code, stdout} = await ssh(['-T', 'files', command], {input: 'pwd\nexit 4\n'});
	assert.deepEqual([code, stdout.toString()], [4, '/srv/share\n']);
	const elsewhere = await ssh(['-T', 'files', 'exec python']);
	assert.equal(elsewhere.code, 127);
});

test('a long output arrives whole', async () => {
	const {stdout} = await ssh(['files', 'cat pictures/2025/summer.jpg; seq 100000']);
	assert.equal(stdout.length, 3 * 1024 * 1024 + 588_895);
	assert.ok(stdout.toString('latin1').endsWith('\n99999\n100000\n'));
});

test('crash cuts the connection', async () => {
	const {code, stdout} = await ssh(['files', 'head -n 1 readme.txt; crash; sleep 60']);
	assert.equal(code, 255);
	assert.match(stdout.toString(), /^Copy things/);
});

test('a command whose reader goes away ends', {skip: process.platform !== 'linux'}, async () => {
	const isReading = (): boolean =>
		readdirSync('/proc/self/fd').some(name => {
			try {
				return readlinkSync(`/proc/self/fd/${name}`).endsWith('/big.iso');
			} catch {
				return false;
			}
		});
	for (const args of [
		['files', 'cat big.iso'],
		['-tt', 'files', 'cat big.iso'],
	]) {
		const child = spawn('ssh', ['-F', demo.configFile, ...args], {
			env: demo.env,
			stdio: ['pipe', 'pipe', 'ignore'],
		});
		await until(isReading);
		child.kill('SIGKILL');
		await until(() => !isReading());
	}
});

test('vault asks for its password', async () => {
	const env = run.answering(run.secret('vault'));
	const {code, stdout} = await ssh(['vault', 'whoami'], {env});
	assert.deepEqual([code, stdout.toString()], [0, 'alex\n']);
});

test('vault refuses a wrong password, an empty one and none', async () => {
	for (const options of [{env: run.answering('wrong')}, {env: run.answering('')}, {}]) {
		const {code, stderr} = await ssh(['-o', 'NumberOfPasswordPrompts=2', 'vault', 'whoami'], options);
		assert.equal(code, 255);
		assert.match(stderr, /Permission denied \(publickey,password\)/);
	}
});

test('archive wants the key under its passphrase', async () => {
	const {code, stdout} = await ssh(['archive', 'whoami'], {env: run.answering(run.secret('id_backup'))});
	assert.deepEqual([code, stdout.toString()], [0, 'backup\n']);
	const wrong = await ssh(['-o', 'NumberOfPasswordPrompts=1', 'archive', 'whoami'], {
		env: run.answering('wrong'),
	});
	assert.match(wrong.stderr, /Permission denied \(publickey\)/);
});

test('a stranger is refused: another key, another user', async () => {
	const options = ['BatchMode=yes', 'IdentitiesOnly=yes', 'IdentityAgent=none', 'StrictHostKeyChecking=no'];
	const files = ['UserKnownHostsFile=/dev/null', 'GlobalKnownHostsFile=/dev/null'];
	const all = [...options, ...files].flatMap(option => ['-o', option]);
	const other = await makeKey('ed25519', 'stranger');
	const file = join(tempDir('key'), 'key');
	writeFileSync(file, other.private, {mode: 0o600});
	const args = [
		'-F',
		'none',
		...all,
		'-i',
		file,
		'-p',
		String(run.port('web-1')),
		'deploy@127.0.0.1',
		'true',
	];
	assert.match((await capture('ssh', args, {deadline: patience})).stderr, /Permission denied \(publickey\)/);
	const user = await ssh(['-o', 'BatchMode=yes', '-l', 'root', 'web-1', 'true']);
	assert.match(user.stderr, /root@127\.0\.0\.1: Permission denied \(publickey\)/);
});

test('rebuilt is refused for its changed key', async () => {
	const {code, stderr} = await ssh(['-o', 'BatchMode=yes', 'rebuilt', 'true']);
	assert.equal(code, 255);
	assert.match(stderr, /REMOTE HOST IDENTIFICATION HAS CHANGED/);
});

test('newcomer is not known until it is accepted', async () => {
	const strict = await ssh(['-o', 'BatchMode=yes', 'newcomer', 'true']);
	assert.match(strict.stderr, /Host key verification failed/);
	const asked = await ssh(['newcomer', 'whoami'], {env: run.answering('yes')});
	assert.equal(asked.stdout.toString(), 'alex\n');
	assert.equal((await ssh(['-o', 'BatchMode=yes', 'newcomer', 'true'])).code, 0);
});

test('sleepy takes the connection and never answers', async () => {
	const {code, stderr} = await ssh(['-o', 'ConnectTimeout=1', 'sleepy', 'true']);
	assert.equal(code, 255);
	assert.match(stderr, /timed out/i);
});

test('ssh is told to use nothing of the user', async () => {
	const home = userInfo().homedir;
	for (const host of hosts.map(names => names.split(' ')[0]!)) {
		const {stdout} = await ssh(['-G', '-T', host]);
		const lines = stdout.toString().split('\n');
		const files = lines.filter(line =>
			/^(?:identityfile|certificatefile|userknownhostsfile|globalknownhostsfile|controlpath|identityagent|knownhostscommand) /.test(
				line,
			),
		);
		assert.ok(files.length >= 4);
		for (const line of files) {
			const path = line.split(' ')[1]!;
			assert.ok(path.startsWith(`${directory}/`) || path === '/dev/null' || path === 'none', line);
		}
		assert.ok(!lines.some(line => line.includes(`${home}/.ssh`) || line.includes('~/.ssh')));
		assert.ok(lines.includes('updatehostkeys false'));
	}
});

test('the environment has an agent and directories of its own, and no askpass', async () => {
	const {env} = demo;
	for (const name of [
		'SSH_AUTH_SOCK',
		'XDG_CONFIG_HOME',
		'XDG_STATE_HOME',
		'XDG_CACHE_HOME',
		'XDG_RUNTIME_DIR',
	]) {
		assert.ok(env[name]!.startsWith(`${directory}/`), name);
	}
	assert.equal(env['SSH_ASKPASS'], undefined);
	const {stdout} = await capture('ssh-add', ['-l'], {env, deadline: patience});
	assert.match(stdout, / demo \(ED25519\)\n.* deploy \(ECDSA\)\n.* laptop \(ED25519\)\n$/);
});

test('all of it is private', () => {
	assert.equal(lstatSync(directory).mode & 0o777, 0o700);
	for (const path of [
		demo.configFile,
		join(directory, 'known_hosts'),
		...readdirSync(demo.keyDirectory).map(name => join(demo.keyDirectory, name)),
	]) {
		assert.equal(lstatSync(path).mode & 0o777, path.endsWith('.pub') ? 0o644 : 0o600, path);
	}
	assert.equal(lstatSync(demo.env['XDG_RUNTIME_DIR']!).mode & 0o777, 0o700);
});

for (const kind of ['dispose', 'disposeSync'] as const) {
	test(`${kind} ends and removes everything, also when called twice`, async () => {
		const other = await startDemo(tempDir('other'));
		after(() => other.dispose());
		const place = dirname(other.configFile);
		const {agent} = JSON.parse(readFileSync(join(place, 'owner.json'), 'utf8')) as {agent: {pid: number}};
		assert.ok(isAlive(agent.pid));
		const waiting = capture('ssh', ['-F', other.configFile, 'web-1', 'echo up; sleep 60'], {
			env: other.env,
			deadline: patience,
		});
		await other[kind]();
		await other[kind]();
		await other.dispose();
		assert.ok(!existsSync(place));
		assert.equal((await waiting).code, 255);
		await until(() => !isAlive(agent.pid));
	});
}

test('a demo that was killed is cleaned up by the next one', async () => {
	const parent = tempDir('killed');
	after(() => removeLeftovers(parent));
	const program = `
		const {startDemo} = await import(${JSON.stringify(new URL('../../source/demo/demo.ts', import.meta.url).href)});
		const demo = await startDemo(${JSON.stringify(parent)});
		console.log(demo.configFile);
		process.kill(process.pid, 'SIGKILL');
	`;
	const killed = await capture(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
		deadline: patience,
	});
	const place = dirname(killed.stdout.trim());
	const {agent} = JSON.parse(readFileSync(join(place, 'owner.json'), 'utf8')) as {agent: {pid: number}};
	assert.ok(isAlive(agent.pid));
	const next = await startDemo(parent);
	after(() => next.dispose());
	assert.ok(!existsSync(place));
	await until(() => !isAlive(agent.pid));
	assert.ok(existsSync(next.configFile));
	await next.dispose();
	assert.deepEqual(readdirSync(parent), []);
});

test('without a directory for temporary files the demo says how to name one', async () => {
	const missing = join(tempDir('fails'), 'none');
	await assert.rejects(startDemo(missing), {name: 'Failure', nextStep: /set TMPDIR/});
});

test('a demo that cannot start says why and leaves nothing', async () => {
	const parent = tempDir('fails');
	const path = process.env['PATH'];
	process.env['PATH'] = parent;
	try {
		await assert.rejects(startDemo(parent), {name: 'Failure', message: /^Cannot start the demo hosts: /});
	} finally {
		process.env['PATH'] = path;
	}
	assert.deepEqual(readdirSync(parent), []);
});
