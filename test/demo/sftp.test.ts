import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {tempDir} from '../helpers/temp-dir.ts';
import {openDemo} from './demo-run.ts';

const {demo, sftp, ssh} = await openDemo();
const real = (path: string): string => join(dirname(demo.configFile), 'hosts', 'files', path);

test('a big file goes up and down unchanged, by sftp and by scp', async () => {
	const here = tempDir('sftp');
	const data = randomBytes(20 * 1024 * 1024 + 17);
	writeFileSync(join(here, 'up'), data);
	const {code, stderr} = await sftp([`put ${here}/up`, `get up ${here}/down`]);
	assert.deepEqual([code, stderr], [0, '']);
	assert.ok(readFileSync(join(here, 'down')).equals(data));
	assert.equal((await ssh(['-s', '-q', 'files:up', join(here, 'down2')], {program: 'scp'})).code, 0);
	assert.ok(readFileSync(join(here, 'down2')).equals(data));
});

test('hundreds of requests in flight are answered', async () => {
	const here = tempDir('sftp');
	const data = randomBytes(4 * 1024 * 1024);
	writeFileSync(join(here, 'up'), data);
	const args = ['-R', '800', '-B', '2048', '-b', '-', 'files'];
	const input = `put ${here}/up many\nget many ${here}/down\n`;
	const {code} = await ssh(args, {program: 'sftp', input});
	assert.equal(code, 0);
	assert.ok(readFileSync(join(here, 'down')).equals(data));
});

test('directories are listed, made, copied whole and removed', async () => {
	const here = tempDir('sftp');
	mkdirSync(join(here, 'tree/a/b'), {recursive: true});
	for (let n = 0; n < 250; n += 1) {
		writeFileSync(join(here, 'tree/a', `file ${n}`), String(n));
	}
	writeFileSync(join(here, 'tree/a/b/日本語'), 'x');
	const {code, stdout} = await sftp([`put -r ${here}/tree`, `get -r tree ${here}/back`, 'ls -1 tree/a']);
	assert.equal(code, 0);
	assert.deepEqual(
		readdirSync(join(here, 'back/a')).toSorted(),
		readdirSync(join(here, 'tree/a')).toSorted(),
	);
	assert.ok(existsSync(join(here, 'back/a/b/日本語')));
	assert.ok(stdout.toString().includes('tree/a/file 249'));
	const full = await sftp(['rmdir tree']);
	assert.match(full.stderr, /rmdir "\/home\/alex\/tree": Failure/);
});

test('modes and times are kept', async () => {
	const here = tempDir('sftp');
	writeFileSync(join(here, 'up'), 'x', {mode: 0o640});
	await sftp([`put -p ${here}/up kept`, `get -p kept ${here}/down`, 'chmod 600 kept']);
	const [up, down] = [statSync(join(here, 'up')), statSync(join(here, 'down'))];
	assert.deepEqual(
		[down.mode & 0o777, Math.floor(down.mtimeMs / 1000)],
		[0o640, Math.floor(up.mtimeMs / 1000)],
	);
	assert.equal(statSync(real('home/alex/kept')).mode & 0o777, 0o600);
});

test('an upload is resumed where it stopped', async () => {
	const here = tempDir('sftp');
	writeFileSync(join(here, 'up'), 'first');
	await sftp([`put ${here}/up part`]);
	writeFileSync(join(here, 'up'), 'first and second');
	assert.equal((await sftp([`reput ${here}/up part`])).code, 0);
	assert.equal(readFileSync(real('home/alex/part'), 'utf8'), 'first and second');
});

test('the extensions of OpenSSH work', async () => {
	const here = tempDir('sftp');
	writeFileSync(join(here, 'up'), 'new');
	const commands = [
		`put -f ${here}/up one`,
		`put ${here}/up two`,
		'rename one two',
		'ln two three',
		'ls -l three',
		'df',
	];
	const {code, stdout, stderr} = await sftp(commands);
	assert.deepEqual([code, stderr], [0, '']);
	assert.match(stdout.toString(), /-rw\S+\s+\? /);
	const home = await ssh(['-s', '-q', 'files:~/readme.txt', here], {program: 'scp'});
	assert.equal(home.code, 0);
	const told = await ssh(['-vv', '-b', '-', 'files'], {program: 'sftp', input: 'pwd\n'});
	for (const name of [
		'posix-rename',
		'statvfs',
		'fstatvfs',
		'hardlink',
		'fsync',
		'lsetstat',
		'limits',
		'expand-path',
	]) {
		assert.ok(told.stderr.includes(`${name}@openssh.com`), name);
	}
});

test('a plain rename does not replace', async () => {
	const here = tempDir('sftp');
	writeFileSync(join(here, 'up'), 'new');
	const {stderr} = await sftp([`put ${here}/up a1`, `put ${here}/up a2`, 'rename -l a1 a2']);
	assert.match(stderr, /rename .*: Failure/);
});

test('links are made, read and never lead out', async () => {
	const here = tempDir('sftp');
	writeFileSync(join(here, 'secret'), 'outside');
	writeFileSync(join(here, 'up'), 'mine');
	const targets = [
		'/etc/passwd',
		'../../../../../../../../etc/passwd',
		`${here}/secret`,
		`${'../'.repeat(9)}${here}/secret`,
	];
	for (const [index, target] of targets.entries()) {
		const {stderr} = await sftp([`ln -s ${target} link${index}`, `-get link${index} ${here}/got`]);
		assert.match(stderr, /No such file/);
		assert.ok(!existsSync(join(here, 'got')));
	}
	await sftp(targets.map((_, index) => `-put ${here}/up link${index}`));
	assert.equal(readFileSync(real('etc/passwd'), 'utf8'), 'mine');
	assert.equal(readFileSync(join(here, 'secret'), 'utf8'), 'outside');
	const up = await sftp([
		`-get ../../../../../../../../../../etc/passwd ${here}/passwd`,
		'cd ../../../..',
		'pwd',
	]);
	assert.equal(readFileSync(join(here, 'passwd'), 'utf8'), 'mine');
	assert.match(up.stdout.toString(), /Remote working directory: \/\n/);
	const inside = await sftp(['ln -s /etc/motd inside', `get inside ${here}/motd`]);
	assert.equal(inside.code, 0);
	assert.match(readFileSync(join(here, 'motd'), 'utf8'), /ls -la/);
});

test('errors have their own codes', async () => {
	const {stderr} = await sftp([
		'-get nothing',
		'-mkdir projects',
		'-rm projects',
		'-rmdir readme.txt',
		'-ls nothing',
	]);
	assert.match(stderr, /"\/home\/alex\/nothing" not found/);
	assert.match(stderr, /mkdir "\/home\/alex\/projects": Failure/);
	assert.match(stderr, /Can't ls: "\/home\/alex\/nothing" not found/);
});
