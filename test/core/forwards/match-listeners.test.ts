import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Endpoint} from '../../../source/core/forwards/forward.ts';
import {matchListeners} from '../../../source/core/forwards/match-listeners.ts';
import {parseSshArguments} from '../../../source/core/forwards/ssh-arguments.ts';

function match(listeners: readonly Endpoint[], ...args: string[]): string[] {
	return matchListeners(listeners, parseSshArguments(args).forwards).map(
		({kind, listen, target}) => `${kind} ${listen} ${target}`,
	);
}

const tcp = (address: string, port: number): Endpoint => ({address, port});

test('names what a process listens on by what it was asked for', () => {
	const both = [tcp('127.0.0.1', 80), tcp('::1', 80)];
	assert.deepEqual(match(both, '-L', '80:db:1'), ['local localhost:80 db:1']);
	assert.deepEqual(match(both.slice(0, 1), '-L', '80:db:1'), ['local 127.0.0.1:80 db:1']);
	assert.deepEqual(match([tcp('0.0.0.0', 80), tcp('::', 80)], '-L', '*:80:db:1'), ['local *:80 db:1']);
	assert.deepEqual(match([tcp('10.0.0.1', 80)], '-D', 'my-name:80'), ['dynamic 10.0.0.1:80 null']);
	assert.deepEqual(match([{path: '/run/x'}], '-L', '/run/x:db:1'), ['local /run/x db:1']);
});

test('tells forwards of one port on several addresses apart', () => {
	const listeners = [tcp('127.0.0.1', 80), tcp('127.0.0.2', 80), tcp('127.0.0.3', 80)];
	assert.deepEqual(match(listeners, '-L127.0.0.1:80:a:1', '-L127.0.0.2:80:b:1'), [
		'local 127.0.0.1:80 a:1',
		'local 127.0.0.2:80 b:1',
		'unknown 127.0.0.3:80 null',
	]);
});

test('tells which connections came through which listener', () => {
	const listeners = [tcp('127.0.0.1', 80), tcp('127.0.0.2', 80), tcp('::', 81), {path: '/run/x'}];
	const ends = new Map<string, Endpoint>([
		['a', tcp('127.0.0.1', 80)],
		['b', tcp('127.0.0.2', 80)],
		['c', tcp('127.0.0.2', 80)],
		['d', tcp('::ffff:10.0.0.1', 81)],
		['e', {path: '/run/x'}],
		['f', tcp('127.0.0.1', 22)],
	]);
	const asked = ['-L127.0.0.1:80:a:1', '-L127.0.0.2:80:b:1', '-R', '80:a:1'];
	assert.deepEqual(
		matchListeners(listeners, parseSshArguments(asked).forwards, ends).map(({through}) => through),
		[['a'], ['b', 'c'], ['d'], ['e'], null],
	);
});

test('shows remote forwards without a listener here, and local ones only with one', () => {
	assert.deepEqual(match([], '-R', '80:a:1', '-R', '1080', '-L', '81:b:1'), [
		'remote localhost:80 a:1',
		'remote localhost:1080 null',
	]);
	assert.deepEqual(match([tcp('127.0.0.1', 80)], '-R', '80:a:1'), [
		'unknown 127.0.0.1:80 null',
		'remote localhost:80 a:1',
	]);
});
