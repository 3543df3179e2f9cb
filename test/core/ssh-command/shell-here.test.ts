import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, realpathSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {decodeName} from '../../../source/core/files/byte-names.ts';
import {shellHere} from '../../../source/core/ssh-command/shell-here.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

for (const name of ["it's", 'two  words', '$(reboot)', '`x`', '-rf', 'a"b', '日本', '!x', '*']) {
	test(`a shell begins in a directory named ${name}, whatever that means to shells`, () => {
		const directory = join(realpathSync(tempDir('shell')), name);
		mkdirSync(directory);
		const env = {PATH: process.env['PATH'], SHELL: '/bin/pwd'};
		const command = shellHere(directory)?.replace(' -l', '') ?? 'false';
		assert.equal(execFileSync('/bin/sh', ['-c', command], {env, encoding: 'utf8'}), `${directory}\n`);
	});
}

test('a directory that no shell could be told is none of its business', () => {
	assert.equal(shellHere('/a\nb'), null);
	assert.equal(shellHere('/a\u001Bb'), null);
	assert.equal(shellHere(`/${decodeName(Uint8Array.of(0xff))}`), null);
});
