import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {hostsCommand} from '../../source/cli/hosts.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {openIn, writeFiles} from '../services/ssh-config/open-in.ts';

async function run(text: string, json: boolean) {
	const home = tempDir('hosts');
	writeFiles(home, {'.ssh/config': text});
	let out = '';
	let err = '';
	const code = await hostsCommand(
		openIn(home),
		{json},
		part => {
			out += part;
		},
		part => {
			err += part;
		},
	);
	return {code, out, err, file: join(home, '.ssh/config')};
}

test('--json prints every host with exactly the agreed members', async () => {
	const {code, out, err, file} = await run(
		'Host web w2 *.x\n  HostName 10.0.0.1\n  User bob\n  Port 2200\n  ProxyJump jump\n  # tags: prod, eu\nHost *.y\nHost db\n',
		true,
	);
	const web = {hostName: '10.0.0.1', user: 'bob', port: 2200, proxyJump: 'jump', tags: ['prod', 'eu']};
	const shared = {...web, patterns: ['web', 'w2', '*.x'], source: {file, line: 1}};
	assert.deepEqual(JSON.parse(out), [
		{alias: 'web', ...shared},
		{alias: 'w2', ...shared},
		{
			alias: 'db',
			hostName: null,
			user: null,
			port: null,
			proxyJump: null,
			tags: [],
			patterns: ['db'],
			source: {file, line: 8},
		},
	]);
	assert.deepEqual([code, err], [0, '']);
});

test('JSON cannot steer the terminal and survives bad UTF-8', async () => {
	const {out} = await run('Host a\u009Bb\u202Ec "\u001B[2J"\n', true);
	assert.ok(!/[\u0080-\u009F\u202E\u001B]/.test(out));
	assert.deepEqual(
		JSON.parse(out).map(({alias}: {alias: string}) => alias),
		['a\u009Bb\u202Ec', '\u001B[2J'],
	);
});

test('plain text is aligned and clean, a name that cannot be launched says why', async () => {
	const {out} = await run(
		'Host web\n  HostName ::1\n  User bob\n  Port 22\n  # tags: prod\nHost database\n  ProxyJump j\nHost a;b \u001B[2J u@h\n',
		false,
	);
	assert.deepEqual(out.split('\n'), [
		'web       bob@[::1]:22         #prod',
		'database  database      via j',
		'a;b       a;b                         cannot be launched: The name has the character ;, which ssh refuses.',
		'\\x1b[2J   \\x1b[2J                     cannot be launched: The name has white space or a control character, which ssh refuses.',
		'u@h       u@h                         cannot be launched: ssh takes what stands before “@” for a user: no host can have such a name.',
		'',
	]);
});

test('what is wrong goes to stderr, with file and line, and the hosts are printed all the same', async () => {
	const {code, out, err, file} = await run('Host web\nBogus 1\n', false);
	assert.equal(out, 'web  web\n');
	assert.equal(err, `sallyport: ${file}:2: “bogus” is not an option of ssh.\n`);
	assert.equal(code, 0);
});

test('a config that cannot be read at all is a failure', async () => {
	const home = tempDir('hosts');
	let err = '';
	const code = await hostsCommand(
		openIn(home, join(home, 'missing')),
		{json: true},
		() => {},
		part => {
			err += part;
		},
	);
	assert.deepEqual([code, err], [1, `sallyport: ${join(home, 'missing')}: There is no such file.\n`]);
});

test('one long name does not pad every row, and is not cut', async () => {
	const long = 'x'.repeat(240);
	const {out} = await run(`Host web ${long}\n  HostName h\n`, false);
	assert.deepEqual(out.split('\n'), [`${'web'.padEnd(40)}  h`, `${long}  h`, '']);
});
