import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {openIn, writeFiles} from './open-in.ts';

async function read(files: Readonly<Record<string, string | Buffer>>, prepare?: (home: string) => void) {
	const home = tempDir('read');
	writeFiles(home, files);
	prepare?.(home);
	const reading = await openIn(home).read();
	return {
		...reading,
		home,
		names: reading.hosts.map(({alias}) => alias),
		complaints: reading.problems.map(
			({file, line, message}) => `${file.slice(home.length + 1)}:${line}: ${message}`,
		),
	};
}

test('the user’s file comes first, then the system-wide one', async () => {
	const {names, hosts, patterns, file, home, problems} = await read({
		'.ssh/config': 'Host web\n  User bob\n',
		'etc/ssh_config': 'Include conf.d/*.conf\nHost *\n  User nobody\n  Port 7\n',
		'etc/conf.d/20.conf': 'Host .host\n  Port 1\nHost sys\n',
	});
	assert.deepEqual(names, ['web', '.host', 'sys']);
	assert.deepEqual([hosts[0]?.user, hosts[0]?.port, hosts[1]?.port], ['bob', 7, 1]);
	assert.deepEqual(patterns[0]?.source, {file: join(home, 'etc/ssh_config'), line: 2});
	assert.equal(file, join(home, '.ssh/config'));
	assert.deepEqual(problems, []);
});

test('no config at all is no problem', async () => {
	const {names, problems} = await read({});
	assert.deepEqual([names, problems], [[], []]);
});

test('-F is read alone, and must be there', async () => {
	const home = tempDir('read');
	writeFiles(home, {
		'.ssh/config': 'Host a\n',
		'etc/ssh_config': 'Host b\n',
		mine: 'Host c\nInclude more\n',
		'.ssh/more': 'Host d\n',
	});
	const mine = await openIn(home, join(home, 'mine')).read();
	assert.deepEqual(
		mine.hosts.map(({alias}) => alias),
		['c', 'd'],
	);
	const missing = await openIn(home, join(home, 'missing')).read();
	assert.deepEqual(missing.problems, [
		{file: join(home, 'missing'), line: null, message: 'There is no such file.'},
	]);
	const none = await openIn(home, 'none').read();
	assert.deepEqual([none.hosts, none.problems], [[], []]);
});

test('Include follows patterns, home paths, links and nesting, in the order of glob(3)', async () => {
	const {names, hosts, home} = await read(
		{
			'.ssh/config': 'Include d/*.conf ~/own missing missing/*\nHost last\nInclude "@/with space/[ab]?"\n',
			'.ssh/d/b.conf': 'Host b\nInclude deeper\n',
			'.ssh/d/B.conf': 'Host B\n',
			'.ssh/d/.hidden.conf': 'Host hidden\n',
			'.ssh/deeper': '\n\nHost deep\n',
			own: 'Host own\n',
			'with space/a1': 'Host a1\n',
			'with space/c1': 'Host c1\n',
			real: 'Host linked\n',
		},
		directory => symlinkSync(join(directory, 'real'), join(directory, '.ssh/d/c.conf')),
	);
	assert.deepEqual(names, ['B', 'b', 'deep', 'linked', 'own', 'last', 'a1']);
	assert.deepEqual(hosts[2]?.source, {file: join(home, '.ssh/deeper'), line: 3});
});

test('what is wrong is told with file and line, and every sound host is listed', async () => {
	const {names, complaints} = await read(
		{
			'.ssh/config': [
				'Host one',
				'  Bogus yes',
				'  Port',
				'  User "bob',
				'Host "two',
				'Include cycle fifo dir secret',
				'Host three',
				'  Port 99999',
				'Match colour blue',
				'Host four ""',
				'IgnoreUnknown Fine*',
				'  FineOption 1',
				'Include ~nobody/x',
				'',
			].join('\n'),
			'.ssh/cycle': 'Host inner\nInclude cycle\n',
			'.ssh/secret': 'Host secret\n',
			'etc/ssh_config': '\uFEFFHost bom\nInclude ~/x\n',
		},
		home => {
			execFileSync('/usr/bin/mkfifo', [join(home, '.ssh/fifo')]);
			mkdirSync(join(home, '.ssh/dir'));
			chmodSync(join(home, '.ssh/secret'), 0);
		},
	);
	const isRoot = process.getuid?.() === 0;
	assert.deepEqual(names, ['one', 'inner', ...(isRoot ? ['secret'] : []), 'three', 'four', 'bom']);
	assert.deepEqual(
		complaints.filter(complaint => !complaint.includes('secret')),
		[
			'.ssh/config:2: “bogus” is not an option of ssh.',
			'.ssh/config:3: port has no argument.',
			'.ssh/config:4: A quote is not closed.',
			'.ssh/config:5: A quote is not closed.',
			'.ssh/config:8: Bad port “99999”.',
			'.ssh/config:9: Match has no criterion “colour”.',
			'.ssh/config:10: A name on the Host line is empty.',
			`.ssh/cycle:2: Include of ${complaints.join().match(/Include of (\S+cycle),/)?.[1]}, which is being read already: a cycle.`,
			'.ssh/fifo:null: It is a fifo, and was not read.',
			'.ssh/dir:null: It is a directory, and was not read.',
			'.ssh/config:13: Only ssh can tell whose home ~nobody/x means; its hosts are not listed.',
			'etc/ssh_config:null: It begins with a byte order mark (U+FEFF), at which ssh stumbles.',
			'etc/ssh_config:2: The system-wide file cannot include from a home directory.',
		],
	);
});

test('a file that cannot be read is told, unless root reads it', async () => {
	const {names, complaints} = await read({'.ssh/config': 'Host a\n'}, home =>
		chmodSync(join(home, '.ssh/config'), 0),
	);
	const isRoot = process.getuid?.() === 0;
	assert.deepEqual(names, isRoot ? ['a'] : []);
	assert.deepEqual(complaints, isRoot ? [] : ['.ssh/config:null: It cannot be read: permission denied.']);
});

test('names made to do harm are listed as what they are, and nothing is executed', async () => {
	const {names, hosts, home, problems} = await read({
		'.ssh/config': [
			'Host -oProxyCommand=touch@/ran1 a;touch@/ran2 "$(touch @/ran3)" good',
			'Host \u001B[2Jescape \u202Egnp.exe',
			'  ProxyCommand touch @/ran4',
			'  LocalCommand touch @/ran5',
			'  KnownHostsCommand /bin/touch @/ran6',
			'Match exec "touch @/ran7"',
			'  User x',
			'Match host good exec "touch @/ran8"',
			'  Include more',
			'Include `touch @/ran9` $(touch @/ran10)',
			'',
		].join('\n'),
		'.ssh/more': 'Match exec "touch @/ran11"\nHost inside\n',
	});
	assert.deepEqual(
		hosts.filter(({refused}) => refused === null).map(({alias}) => alias),
		['good', '\u202Egnp.exe', 'inside'],
	);
	assert.equal(names.length, 7);
	assert.deepEqual(problems, []);
	for (let i = 1; i <= 11; i++) {
		assert.ok(!existsSync(join(home, `ran${i}`)), `command ${i} was not run`);
	}
});

test('a name that is not UTF-8 is listed and cannot be launched', async () => {
	const {hosts} = await read({'.ssh/config': Buffer.from('Host caf\xe9 ok\n', 'latin1')});
	assert.deepEqual(
		hosts.map(({alias, refused}) => [alias, refused]),
		[
			['caf\uFFFD', 'The name is not valid UTF-8.'],
			['ok', null],
		],
	);
});

test('more than eight megabytes are not read, and that is told', async () => {
	const {names, complaints} = await read({
		'.ssh/config': 'Include big\nHost after\n',
		'.ssh/big': `Host in-big\n${'# filler\n'.repeat(1_000_000)}`,
	});
	assert.deepEqual(names, ['after']);
	assert.deepEqual(complaints, [
		'.ssh/big:null: It was not read: the config files hold more than 8 MB together.',
	]);
});

test('a file that is no config at all is told in short', async () => {
	const {complaints} = await read({'.ssh/config': 'nonsense\n'.repeat(200_000)});
	assert.equal(complaints.length, 101);
});

test('Includes that multiply come to an end', async () => {
	const files: Record<string, string> = {'.ssh/config': 'Include f1 f1 f1\nHost sound\n'};
	for (let i = 1; i < 16; i++) {
		files[`.ssh/f${i}`] = `Include f${i + 1} f${i + 1} f${i + 1}\nHost h${i}\n`;
	}
	const {names, problems} = await read(files);
	assert.ok(names.includes('sound'));
	assert.ok(names.includes('h1'));
	assert.ok(problems.length > 0 && problems.length <= 16);
});

test('the forwards of hosts are collected with their lines, those of patterns are not', async () => {
	const {forwards, home} = await read({
		'.ssh/config': [
			'Host web db',
			'  LocalForward 8080 db:80 # tail',
			'  RemoteForward=9001',
			'  DynamicForward "localhost:1080"',
			"  SetEnv A='x",
			'Host *',
			'  LocalForward 1 a:1',
			'Host cut',
			'  LocalForward 2 b:2',
			'  Include nothing',
			'  LocalForward "3" \'c:3\'',
			'  LocalForward 4',
			'',
		].join('\n'),
	});
	const file = join(home, '.ssh/config');
	assert.deepEqual(
		forwards.map(({alias, kind, listen, target, source}) => [alias, kind, listen, target, source.line]),
		[
			['web', 'local', '8080', 'db:80', 2],
			['db', 'local', '8080', 'db:80', 2],
			['web', 'remote', '9001', null, 3],
			['db', 'remote', '9001', null, 3],
			['web', 'dynamic', 'localhost:1080', null, 4],
			['db', 'dynamic', 'localhost:1080', null, 4],
			['cut', 'local', '2', 'b:2', 9],
			['cut', 'local', '3', 'c:3', 11],
		],
	);
	assert.ok(forwards.every(({source}) => source.file === file));
});

test('the fingerprint changes with any file, and only then', async () => {
	const home = tempDir('read');
	writeFiles(home, {'.ssh/config': 'Include more\nHost a\n'});
	const config = openIn(home);
	const first = (await config.read()).fingerprint;
	assert.equal((await config.read()).fingerprint, first);
	writeFiles(home, {'.ssh/more': 'Host b\n'});
	const second = (await config.read()).fingerprint;
	assert.notEqual(second, first);
	writeFiles(home, {'.ssh/more': 'Host c\n'});
	const third = await config.read();
	assert.notEqual(third.fingerprint, second);
	assert.deepEqual(
		third.hosts.map(({alias}) => alias),
		['c', 'a'],
	);
});

test('an aborted reading throws', async () => {
	const home = tempDir('read');
	writeFiles(home, {'.ssh/config': 'Host a\n'});
	await assert.rejects(openIn(home).read(AbortSignal.abort()), {name: 'AbortError'});
});

test('a line whose keyword is the name of a part of JavaScript objects is no forward', async () => {
	const file = join(tempDir('config'), 'config');
	writeFileSync(file, 'Host a\n\tconstructor x y\n\ttoString 1\n\t__proto__ 2\n\tDynamicForward 1080\n');
	const {forwards, hosts} = await openSshConfig({ssh: {program: 'ssh', configFile: file, env: {}}}).read();
	assert.deepEqual(
		forwards.map(({kind, listen}) => [kind, listen]),
		[['dynamic', '1080']],
	);
	assert.equal(hosts.length, 1);
});
