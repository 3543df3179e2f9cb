import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readConfigText} from '../../../source/core/hosts/config-text.ts';
import {optionLines} from '../../../source/core/hosts/option-lines.ts';
import {replay} from '../../../source/core/hosts/replay.ts';
import {readTrace} from '../../../source/core/hosts/ssh-trace.ts';

/** The lines of the files as ssh came to them by its own account; `/home/me/.ssh/config` is the user's file. */
function follow(trace: readonly string[], texts: Readonly<Record<string, string>>) {
	const {events} = readTrace(trace.join('\r\n'));
	return replay(events, {
		linesOf: path => readConfigText(texts[path] ?? ''),
		rootOf: path => ({path, isUser: path === '/home/me/.ssh/config'}),
	});
}

const user = '/home/me/.ssh/config';
const system = '/etc/ssh/ssh_config';

test('debugging is told from what ssh complains about, and escapes are undone', () => {
	const {events, complaints} = readTrace(
		[
			'OpenSSH_9.2p1, OpenSSL',
			'debug1: Reading configuration data /d/\\303\\251\\\\x',
			'debug1: /d/x line 12: Applying options for \\346\\227\\245',
			'debug1: /d/x line 13: Skipping Host block because of negated match for w*',
			'debug3: /d/x line 14: Including file /d/line 3: y depth 2 (parse only)',
			'Pseudo-terminal will not be allocated because stdin is not a terminal.',
			"debug2: checking match for 'all' host a originally a",
			'debug2: match not found',
			'debug1: re-parsing configuration',
			'/d/x: line 2: Bad configuration option: \\303\\251',
		].join('\r\n'),
	);
	assert.deepEqual(events, [
		{kind: 'read', path: '/d/é\\x'},
		{kind: 'host', line: 12},
		{kind: 'include', line: 14, path: '/d/line 3: y', depth: 2},
		{kind: 'match', isFound: false},
		{kind: 'again'},
	]);
	assert.deepEqual(complaints, ['/d/x: line 2: Bad configuration option: é']);
});

test('what a Match exec command says is not taken for ssh’s word', () => {
	const {events} = readTrace(
		"debug1: Executing command: 'x'\r\ndebug2: match not found\nno newlinedebug3: command returned status 0\r\ndebug2: match found\r\n",
	);
	assert.deepEqual(events, [{kind: 'match', isFound: true}]);
});

test('the same key in the user’s and the system-wide file counts twice, each with its line', () => {
	const visited = follow(
		[
			`debug1: Reading configuration data ${user}`,
			`debug1: Reading configuration data ${system}`,
			`debug1: ${system} line 2: Applying options for *`,
		],
		{[user]: 'IdentityFile ~/k\nIdentityFile ~/k\n', [system]: '\nHost *\nIdentityFile ~/k\n'},
	);
	assert.deepEqual(optionLines(visited).identityFiles, [
		{value: '~/k', source: {file: user, line: 1}},
		{value: '~/k', source: {file: system, line: 3}},
	]);
});

test('the second pass adds what is new and changes no HostName', () => {
	const visited = follow(
		[
			`debug1: Reading configuration data ${user}`,
			'debug2: match not found',
			'debug1: re-parsing configuration',
			`debug1: Reading configuration data ${user}`,
			'debug2: match found',
		],
		{[user]: 'SendEnv A\nMatch final\nHostName late\nPort 7\nSendEnv B -A\n'},
	);
	const {single, sentVariables} = optionLines(visited);
	assert.equal(single.has('hostname'), false);
	assert.deepEqual(single.get('port')?.source, {file: user, line: 4});
	assert.deepEqual(
		sentVariables.map(({value}) => value),
		['B'],
	);
});

test('a trace that does not fit the files does no harm', () => {
	const visited = follow(
		[
			`debug1: Reading configuration data ${user}`,
			'debug1: /x line 99: Applying options for y',
			'debug2: match found',
		],
		{[user]: 'Host web\nPort 1\nMatch all\nPort 2\nInclude x\n'},
	);
	assert.deepEqual(
		visited.map(({isActive}) => isActive),
		[false, false],
	);
});
