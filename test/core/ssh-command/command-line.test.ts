import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {commandLine, connectArguments} from '../../../source/core/ssh-command/command-line.ts';
import {splitWords} from '../../../source/core/ssh-command/split-words.ts';

test('a command for a host of the config is short', () => {
	assert.equal(commandLine(connectArguments('web-1')), 'ssh web-1');
	assert.equal(commandLine(['-F', '/my config', ...connectArguments('a+b')]), `ssh -F '/my config' a+b`);
});

test('-- stays where the command begins with an option', () => {
	assert.equal(commandLine(['-p', '22', '--', 'h', '-x']), 'ssh -p 22 -- h -x');
});

test('a shell, and our own reading, take the printed words for what they were', () => {
	const words = [
		'a b',
		"it's",
		'"',
		'$HOME',
		'`id`',
		'~/x',
		'=ls',
		'日本',
		'',
		'*',
		'#tag',
		'\\',
		'a;b',
		'%h',
	];
	const line = commandLine(words);
	const seen = execFileSync('bash', ['-c', `ssh() { printf '%s\\0' "$@"; }; ${line}`], {encoding: 'utf8'});
	assert.deepEqual(seen.split('\0').slice(0, -1), words);
	assert.deepEqual(splitWords(line, '/home/ann'), ['ssh', ...words]);
});
