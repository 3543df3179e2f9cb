import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {showCommand} from '../../source/cli/show.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {openIn, writeFiles} from '../services/ssh-config/open-in.ts';

const ssh = {program: 'ssh', configFile: null, env: process.env};

async function run(text: string, host: string, json: boolean) {
	const home = tempDir('show');
	writeFiles(home, {config: text});
	let out = '';
	const code = await showCommand(
		{...ssh, configFile: join(home, 'config')},
		openIn(home, join(home, 'config')),
		host,
		{json},
		part => {
			out += part;
		},
	);
	return {code, out, file: join(home, 'config')};
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

test('plain text is an option a line in columns, with file and line where there are any', async () => {
	const {out, file} = await run('Host web\n  Port 2200\n', 'web', false);
	const lines = out.split('\n');
	const port = lines.find(line => line.startsWith('port '));
	const name = lines.find(line => line.startsWith('hostname '));
	assert.match(port ?? '', /^port +2200 +\S+$/);
	assert.ok(port?.endsWith(`  ${file}:2`));
	assert.equal(port?.indexOf('2200'), name?.indexOf('web'));
});

test('what ssh refuses is a failure, a name that it would refuse a refusal', async () => {
	await assert.rejects(run('Host web\n  Port x\n', 'web', true), {
		name: 'Failure',
		message: /config line 2: Bad port 'x'\./,
	});
	for (const name of ['-oProxyCommand=x', 'a;b', '']) {
		await assert.rejects(run('', name, true), {name: 'Refusal', message: `“${name}” cannot be shown.`});
	}
});

test('an ssh that is not there is told before anything else', async () => {
	const home = tempDir('show');
	const asked = showCommand({...ssh, program: 'no-such-ssh'}, openIn(home), 'web', {json: false}, () => {});
	await assert.rejects(asked, {name: 'Failure', message: /There is no no-such-ssh/});
});
