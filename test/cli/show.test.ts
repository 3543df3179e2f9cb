import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {showCommand} from '../../source/cli/show.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {openIn, writeFiles} from '../services/ssh-config/open-in.ts';

async function run(text: string, host: string, json: boolean) {
	const home = tempDir('show');
	writeFiles(home, {config: text});
	let out = '';
	let err = '';
	const code = await showCommand(
		openIn(home, join(home, 'config')),
		host,
		{json},
		part => {
			out += part;
		},
		part => {
			err += part;
		},
	);
	return {code, out, err, file: join(home, 'config')};
}

test('--json has the alias and every option with its values and their sources', async () => {
	const {code, out, file} = await run('Host web\n  Port 2200\n  SetEnv A=1 B=2\n', 'web', true);
	const {alias, options} = JSON.parse(out);
	assert.equal(alias, 'web');
	assert.deepEqual(options.port, [{value: '2200', source: {file, line: 2}}]);
	assert.deepEqual(options.hostname, [{value: 'web', source: null}]);
	assert.deepEqual(
		options.setenv.map(({value}: {value: string}) => value),
		['A=1', 'B=2'],
	);
	assert.equal(code, 0);
});

test('plain text is an option a line, with file and line where there are any', async () => {
	const {out, file} = await run('Host web\n  Port 2200\n', 'web', false);
	const lines = out.split('\n');
	assert.ok(lines.includes(`port 2200   ${file}:2`));
	assert.ok(lines.includes('hostname web'));
});

test('what ssh refuses is told on stderr', async () => {
	const config = await run('Host web\n  Port x\n', 'web', true);
	assert.deepEqual([config.code, config.out], [1, '']);
	assert.match(config.err, /config line 2: Bad port 'x'\..*\n$/);
	const name = await run('', '-oProxyCommand=x', true);
	assert.deepEqual([name.code, name.out], [1, '']);
	assert.match(name.err, /begins with “-”/);
});
