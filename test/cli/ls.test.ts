import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {lsCommand} from '../../source/cli/ls.ts';
import {Refusal} from '../../source/core/errors.ts';
import {encodeName} from '../../source/core/files/byte-names.ts';
import {isFileFailure} from '../../source/core/files/file-failure.ts';
import {LeaseFailure} from '../../source/core/keeper/lease-failure.ts';
import {descendantsOf, wordsOf} from '../helpers/processes.ts';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {until} from '../helpers/wait.ts';
import {hostileNames} from '../services/files/hostile-names.ts';
import {openDen} from '../services/keeper/keeper-in.ts';

const sshd = await startSshd();
const config = sshd.writeConfig([sshd.configFor('box'), 'Host closed\n\tHostName 127.0.0.1\n\tPort 1\n']);

async function ls(place: string, json = false): Promise<{code: number; out: string; err: string}> {
	const home = tempDir('state');
	const den = openDen({state: join(home, 'sallyport'), env: {XDG_STATE_HOME: home}});
	const ssh = {program: 'ssh', configFile: config, env: den.env};
	let [out, err] = ['', ''];
	const code = await lsCommand(
		ssh,
		place,
		{json, signal: new AbortController().signal},
		text => {
			out += text;
		},
		text => {
			err += text;
		},
	);
	return {code, out, err};
}

function tree(): string {
	const directory = tempDir('ls');
	fs.writeFileSync(join(directory, 'b.txt'), 'hello');
	fs.chmodSync(join(directory, 'b.txt'), 0o4750);
	fs.utimesSync(join(directory, 'b.txt'), 1_600_000_000, 1_600_000_000);
	fs.mkdirSync(join(directory, 'a'));
	fs.chmodSync(join(directory, 'a'), 0o1777);
	fs.symlinkSync('b.txt\n', join(directory, 'link'));
	fs.writeFileSync(join(directory, '.hidden'), '');
	return directory;
}

test('a directory is listed in columns, the name last, links with what they say', async () => {
	const {code, out, err} = await ls(`box:${tree()}`);
	assert.equal(err, '');
	assert.equal(code, 0);
	const lines = out.trimEnd().split('\n');
	assert.deepEqual(
		lines.map(line =>
			line
				.split(/ {2,}/)
				.at(-1)!
				.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d /, ''),
		),
		['.hidden', 'a', 'b.txt', 'link -> b.txt\\x0a'],
	);
	assert.match(lines[1]!, /^drwxrwxrwt /);
	assert.match(lines[2]!, /^-rwsr-x--- {2} {11}5 {2}2020-09-1\d \d\d:\d\d {2}b\.txt$/);
	assert.match(lines[3]!, /^lrwxrwxrwx /);
});

test('JSON has name, type, size, mtime and mode', async () => {
	const directory = tree();
	const {code, out} = await ls(`box:${directory}/`, true);
	assert.equal(code, 0);
	const entries = JSON.parse(out) as {
		name: string;
		type: string;
		size: number;
		mtime: number;
		mode: string;
	}[];
	assert.deepEqual(
		entries.map(({name, type}) => [name, type]),
		[
			['.hidden', 'file'],
			['a', 'directory'],
			['b.txt', 'file'],
			['link', 'link'],
		],
	);
	assert.deepEqual(entries[2], {name: 'b.txt', type: 'file', size: 5, mtime: 1_600_000_000, mode: '4750'});
	assert.equal(entries[0]!.mode, `0${(fs.statSync(join(directory, '.hidden')).mode & 0o777).toString(8)}`);
});

test('a file is listed alone, and a relative path begins at home', async () => {
	const directory = tree();
	const {out} = await ls(`box:${directory}/b.txt`);
	assert.match(out, / b\.txt\n$/);
	fs.symlinkSync('b.txt', join(directory, 'to-file'));
	assert.match((await ls(`box:${directory}/to-file`)).out, /^l.* to-file -> b\.txt\n$/);
	const dangling = await ls(`box:${directory}/link`);
	assert.match(dangling.out, /^l.* link -> b\.txt\\x0a\n$/);
	const home = JSON.parse((await ls('box:', true)).out) as {name: string}[];
	const tilde = JSON.parse((await ls('box:~', true)).out) as {name: string}[];
	assert.deepEqual(home, tilde);
});

test('awkward names are safe on the screen, and JSON gives their bytes back', async () => {
	const directory = tempDir('ls');
	for (const bytes of Object.values(hostileNames)) {
		fs.writeFileSync(Buffer.concat([Buffer.from(`${directory}/`), bytes]), '');
	}
	const plain = await ls(`box:${directory}`);
	assert.equal(plain.out.trimEnd().split('\n').length, Object.keys(hostileNames).length);
	assert.doesNotMatch(plain.out, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
	const names = (JSON.parse((await ls(`box:${directory}`, true)).out) as {name: string}[]).map(
		({name}) => name,
	);
	const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
	assert.deepEqual(
		names.map(name => hex(encodeName(name))).sort(),
		Object.values(hostileNames).map(hex).sort(),
	);
});

test('no session is left behind a list that could not be had', async () => {
	await assert.rejects(ls('box:/nothing/here'));
	const sessions = (): number[] =>
		descendantsOf(process.pid).filter(pid => {
			const words = wordsOf(pid);
			return words.includes('sftp') && words.includes(config);
		});
	await until(() => sessions().length === 0);
});

test('what is not there, and what is no place, is said', async () => {
	await assert.rejects(ls('box:/nothing/here'), (error: unknown) => {
		assert.ok(isFileFailure(error, 'not-found'));
		assert.match(error.message, /Cannot list \/nothing\/here on box: there is no such file/);
		return true;
	});
	await assert.rejects(ls('box'), Refusal);
	await assert.rejects(ls('./box:x'), Refusal);
	await assert.rejects(ls('closed:/'), LeaseFailure);
	await assert.rejects(ls('-oProxyCommand=x:/'), Refusal);
});
