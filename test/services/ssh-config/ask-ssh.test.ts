import assert from 'node:assert/strict';
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {Failure, Refusal} from '../../../source/core/errors.ts';
import {ExecConsentNeeded} from '../../../source/core/hosts/exec-consent-needed.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {openIn, writeFiles} from './open-in.ts';

function open(files: Readonly<Record<string, string>>) {
	const home = tempDir('ask');
	writeFiles(home, files);
	return {home, file: join(home, 'config'), config: openIn(home, join(home, 'config'))};
}

/** An ssh that notes each call before it does the work. */
function countingSsh(home: string): {program: string; calls: () => number} {
	const program = join(home, 'ssh');
	writeFileSync(program, `#!/bin/sh\necho >> '${home}/calls'\nexec ssh "$@"\n`);
	chmodSync(program, 0o755);
	return {
		program,
		calls: () => (existsSync(`${home}/calls`) ? readFileSync(`${home}/calls`, 'utf8').length : 0),
	};
}

test('a Match exec that may be reached is not run without consent', async () => {
	const {home, file, config} = open({
		config: 'Host other\n  Include @/more\nHost web db\n  Port 2200\n',
		more: '\nMatch originalhost web exec "touch @/ran"\n  User x\n',
	});
	const origin = {file: join(home, 'more'), line: 2};
	assert.deepEqual(await config.reachableExec('web'), origin);
	assert.equal(await config.reachableExec('db'), null);
	await assert.rejects(config.effective('web', {allowExec: false}), error => {
		assert.ok(error instanceof ExecConsentNeeded && error instanceof Refusal);
		assert.deepEqual(error.origin, origin);
		return true;
	});
	const db = await config.effective('db', {allowExec: false});
	assert.deepEqual(db.options['port'], [{value: '2200', source: {file, line: 4}}]);
	assert.ok(!existsSync(join(home, 'ran')));

	await config.effective('web', {allowExec: true});
	assert.ok(existsSync(join(home, 'ran')), 'ssh runs the command although the Include does not apply');
	await assert.rejects(config.effective('web', {allowExec: false}), ExecConsentNeeded);
});

test('a command after a criterion that fails is not run by ssh either', async () => {
	const {home, config} = open({
		config: 'Match originalhost db exec "touch @/ran"\n  User x\nMatch host db exec "touch @/ran"\n',
	});
	await config.effective('web', {allowExec: false});
	assert.ok(!existsSync(join(home, 'ran')));
});

test('a config that ssh refuses is a failure with file and line', async () => {
	const {file, config} = open({config: 'Host web\n  Port 1\nHost other\n  \u001B[2JBogus 1\n'});
	await assert.rejects(config.effective('web', {allowExec: true}), error => {
		assert.ok(error instanceof Failure);
		assert.match(error.message, /line 4: Bad configuration option/);
		assert.ok(error.message.includes(file));
		assert.ok(!error.message.includes('\u001B'));
		return true;
	});
});

test('a name that ssh refuses never reaches it', async () => {
	const home = tempDir('ask');
	const {program, calls} = countingSsh(home);
	const config = openSshConfig({ssh: {program, configFile: 'none', env: process.env}});
	for (const alias of ['-oProxyCommand=x', 'a;b', '']) {
		await assert.rejects(config.effective(alias, {allowExec: true}), Refusal);
	}
	assert.equal(calls(), 0);
});

test('ssh is asked once for a host until a file changes', async () => {
	const {home} = open({config: 'Host *\n  Include @/more\n', more: 'Port 1\n'});
	const {program, calls} = countingSsh(home);
	const config = openSshConfig({ssh: {program, configFile: join(home, 'config'), env: process.env}});
	const port = async (alias: string) =>
		(await config.effective(alias, {allowExec: false})).options['port']?.[0]?.value;
	assert.deepEqual([await port('web'), await port('web'), await port('db'), calls()], ['1', '1', '1', 2]);
	writeFiles(home, {more: 'Port 2\n'});
	assert.deepEqual([await port('web'), calls()], ['2', 3]);
});

test('many hosts can be asked for at once', async () => {
	const {config} = open({config: 'Host h1*\n  Port 1\nHost *\n  Port 2\n'});
	const ports = await Promise.all(
		Array.from(
			{length: 20},
			async (_, i) => (await config.effective(`h${i}`, {allowExec: false})).options['port']?.[0]?.value,
		),
	);
	assert.deepEqual(ports, ['2', '1', ...Array(8).fill('2'), ...Array(10).fill('1')]);
});

test('asking ends when it is aborted', async () => {
	const home = tempDir('ask');
	const program = join(home, 'ssh');
	writeFileSync(program, `#!/bin/sh\ntouch '${home}/started'\nsleep 30\n`);
	chmodSync(program, 0o755);
	const config = openSshConfig({ssh: {program, configFile: 'none', env: process.env}});
	const controller = new AbortController();
	const asked = config.effective('web', {allowExec: true, signal: controller.signal});
	asked.catch(() => {});
	await until(() => existsSync(join(home, 'started')));
	controller.abort();
	await assert.rejects(asked, {name: 'AbortError'});
});
