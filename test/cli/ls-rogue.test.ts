import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {test} from 'node:test';
import {startSshd} from '../helpers/sshd.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {openDen} from '../services/keeper/keeper-in.ts';

type Said = {readonly code: number; readonly out: string; readonly err: string; readonly memory: number};

/** Runs the built `sallyport ls` against a server of a mode of fixtures/rogue-sftp.ts; `memory`: its peak in MiB. */
async function ls(mode: string, ...more: readonly string[]): Promise<Said> {
	const program = join(import.meta.dirname, '../fixtures/rogue-sftp.ts');
	const sshd = await startSshd({sftp: `${process.execPath} --no-warnings ${program} ${mode}`});
	const config = sshd.writeConfig([sshd.configFor('box')]);
	const home = tempDir('state');
	const {env} = openDen({state: join(home, 'sallyport'), env: {XDG_STATE_HOME: home}});
	const script = `const {main} = await import(${JSON.stringify(join(process.cwd(), 'dist/main.js'))});
		const code = await main(${JSON.stringify(['-F', config, 'ls', 'box:/d', ...more])});
		process.stderr.write('peak ' + process.resourceUsage().maxRSS);
		process.exitCode = code;`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let [out, err] = ['', ''];
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		out += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		err += text;
	});
	const [code] = (await once(child, 'close')) as [number];
	const peak = /peak (\d+)$/.exec(err);
	return {code, out, err: err.slice(0, peak?.index), memory: Number(peak?.[1]) / 1024};
}

test('names that lead out are marked on the screen, and left out of JSON', async () => {
	const plain = await ls('traversal');
	assert.equal(plain.code, 1);
	assert.match(plain.out, /\.\.\/\.\.\/escape {2}\(never opened: The name has a slash/);
	assert.match(plain.out, / data\n/);
	assert.doesNotMatch(plain.out, /[\u0000\u0007\u001B]/);
	const json = await ls('traversal', '--json');
	assert.equal(json.code, 1);
	assert.match(json.err, /6 unsafe names left out/);
	assert.deepEqual(
		(JSON.parse(json.out) as {name: string}[]).map(({name}) => name),
		['\u001B]0;pwn\u0007', 'data'],
	);
});

test('a directory without an end is cut in bounded memory', async () => {
	const {code, out, err, memory} = await ls('endless-directory', '--json');
	assert.equal(code, 1);
	assert.match(err, /\/d has more than 200,000 entries: the rest is left out/);
	assert.equal((JSON.parse(out) as unknown[]).length, 200_000);
	assert.ok(memory < 600, `${memory} MiB`);
});

const said: readonly [string, RegExp][] = [
	['garbage', /box.*no SFTP but “Welcome to the machine!.*\.bashrc/],
	['bogus-ids', /box.*answered what nobody asked/],
	['huge-packet', /box.*packet of 2147483647 bytes/],
];
for (const [mode, words] of said) {
	test(`a server of ${mode} is told in a line`, async () => {
		const {code, out, err} = await ls(mode);
		assert.equal(code, 1);
		assert.equal(out, '');
		assert.match(err, words);
		assert.equal(err.trim().split('\n').length, 1);
	});
}
