import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {completions} from '../../source/cli/completions.ts';
import {subcommands} from '../../source/cli/subcommands.ts';
import {Refusal} from '../../source/core/errors.ts';
import {tempDir} from '../helpers/temp-dir.ts';

/** What bash offers at the end of these words. */
function offered(...words: string[]): string[] {
	const directory = tempDir('completions');
	const program = join(directory, 'sallyport');
	writeFileSync(program, "#!/bin/sh\nprintf 'web-1  deploy@10.0.0.1  #prod\\ndb-1  10.0.0.2\\n'\n");
	chmodSync(program, 0o755);
	const script = join(directory, 'script');
	writeFileSync(script, completions('bash', subcommands));
	const line = `. "$0"; COMP_WORDS=(sallyport "$@"); COMP_CWORD=$#; _sallyport; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const env = {...process.env, PATH: `${directory}:${process.env['PATH']}`};
	return execFileSync('bash', ['-c', line, script, ...words], {encoding: 'utf8', env})
		.trim()
		.split('\n');
}

test('bash offers the subcommands, then the hosts and options of the one that stands there', () => {
	assert.deepEqual(
		offered('ho').filter(word => word === 'hosts'),
		['hosts'],
	);
	assert.deepEqual(offered('connect', 'we'), ['web-1']);
	assert.deepEqual(offered('connect', ''), [
		'--ssh-config',
		'--demo',
		'--help',
		'--version',
		'web-1',
		'db-1',
	]);
	assert.deepEqual(offered('show', '--j'), ['--json']);
	assert.deepEqual(offered('--demo', 'show', 'db'), ['db-1']);
});

for (const shell of ['bash', 'zsh', 'fish']) {
	const isThere = spawnSync(shell, ['-c', 'true']).status === 0;
	test(`the script for ${shell} is one that it can read`, {skip: !isThere && `no ${shell} here`}, () => {
		const file = join(tempDir('completions'), 'script');
		writeFileSync(file, completions(shell, subcommands));
		const {status, stderr} = spawnSync(shell, ['-n', file], {encoding: 'utf8'});
		assert.equal(status, 0, stderr);
	});
}

test('another shell is refused', () => {
	assert.throws(() => completions('csh', subcommands), Refusal);
	assert.throws(() => completions(undefined, subcommands), Refusal);
});
