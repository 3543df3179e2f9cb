import assert from 'node:assert/strict';
import {test} from 'node:test';
import {describeForward} from '../../../source/core/forwards/forward.ts';
import {parseSshArguments, splitCommandLine} from '../../../source/core/forwards/ssh-arguments.ts';

function read(...args: string[]): {destination: string | null; forwards: string[]; flags: string} {
	const {destination, forwards, flags} = parseSshArguments(args);
	return {
		destination,
		forwards: forwards.map(forward => describeForward(forward).text),
		flags: [...flags].join(''),
	};
}

test('finds the host, the forwards and the options of a command', () => {
	assert.deepEqual(read('-N', '-L', '127.0.0.1:1:a:2', '-R3:b:4', '-D', '5', 'deploy@web-1'), {
		destination: 'deploy@web-1',
		forwards: ['L 127.0.0.1:1 → a:2', 'R localhost:3 → b:4', 'D localhost:5 → SOCKS'],
		flags: 'NLRD',
	});
});

test('takes options run together, after the host, and up to a double dash', () => {
	assert.deepEqual(read('-fNTL', '1:a:2', 'web'), {
		destination: 'web',
		forwards: ['L localhost:1 → a:2'],
		flags: 'fNTL',
	});
	assert.deepEqual(read('web', '-NL1:a:2'), {
		destination: 'web',
		forwards: ['L localhost:1 → a:2'],
		flags: 'NL',
	});
	assert.deepEqual(read('-N', '--', 'web', '-L', '1:a:2'), {destination: 'web', forwards: [], flags: 'N'});
	assert.deepEqual(read('web', 'ls', '-L', '1:a:2'), {destination: 'web', forwards: [], flags: ''});
	assert.deepEqual(read('web', '--', 'ls', '-D1'), {destination: 'web', forwards: [], flags: ''});
});

test('passes over the values of other options', () => {
	const values = [...'BbcEeFIiJlmOopPQSWw'].flatMap(letter => [`-${letter}`, '-D9']);
	assert.deepEqual(read(...values, 'web').destination, 'web');
	assert.deepEqual(read(...values, 'web').forwards, []);
	assert.equal(read('-p2222', '-J', 'a,b', 'web').destination, 'web');
	assert.deepEqual(read('-L'), {destination: null, forwards: [], flags: 'L'});
	assert.deepEqual(read(), {destination: null, forwards: [], flags: ''});
});

test('reads forwards given as options, and leaves out what ssh would refuse', () => {
	const given = [
		'LocalForward=1 a:2',
		'localforward 3 a:2',
		'LocalForward = "4" "a:2"',
		'DynamicForward=*:5',
		'X=1',
	];
	assert.deepEqual(
		read(...given.map(option => `-o${option}`), '-oRemoteForward=6', '-L', 'nonsense', 'web').forwards,
		[
			'L localhost:1 → a:2',
			'L localhost:3 → a:2',
			'L localhost:4 → a:2',
			'D *:5 → SOCKS',
			'R localhost:6 → SOCKS',
		],
	);
});

test('splits the command line of a process, also of one that renamed itself', () => {
	assert.deepEqual(splitCommandLine('ssh\0-o\0\0web\0'), ['ssh', '-o', '', 'web']);
	assert.deepEqual(splitCommandLine('ssh: /run/cm [mux]\0\0\0'), ['ssh: /run/cm [mux]']);
	assert.equal(parseSshArguments(splitCommandLine('').slice(1)).destination, null);
});
