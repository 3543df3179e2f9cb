import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Refusal} from '../../../source/core/errors.ts';
import {
	commandArguments,
	controlArguments,
	hubArguments,
	type QuietSsh,
	subsystemArguments,
} from '../../../source/services/ssh/quiet-arguments.ts';

function ssh(major: number, minor: number, configFile: string | null = null): QuietSsh {
	return {program: 'ssh', configFile, env: {}, version: {text: '', major, minor}};
}

test('names the host after --, and the config first', () => {
	const args = subsystemArguments(ssh(9, 2, '/c'), 'web', 'sftp');
	assert.deepEqual(args.slice(0, 2), ['-F', '/c']);
	assert.deepEqual(args.slice(-3), ['--', 'web', 'sftp']);
	assert.deepEqual(commandArguments(ssh(9, 2), 'web', 'echo $HOME').slice(-3), ['--', 'web', 'echo $HOME']);
	assert.deepEqual(hubArguments(ssh(9, 2), 'web', '/s').slice(-2), ['--', 'web']);
});

test('uses only options that this version of ssh knows', () => {
	const newer = /SessionType|StdinNull|ForkAfterAuthentication/;
	for (const build of [
		(version: QuietSsh) => subsystemArguments(version, 'web', 'sftp'),
		(version: QuietSsh) => commandArguments(version, 'web', 'true'),
		(version: QuietSsh) => hubArguments(version, 'web', '/s'),
	]) {
		assert.doesNotMatch(build(ssh(8, 6)).join(' '), newer);
		assert.match(build(ssh(8, 7)).join(' '), newer);
		assert.match(build(ssh(10, 0)).join(' '), newer);
	}
});

test('refuses a name that ssh would take for something else', () => {
	for (const name of ['-oProxyCommand=id', 'a;touch x', 'a b', '']) {
		assert.throws(() => subsystemArguments(ssh(9, 2), name, 'sftp'), Refusal);
		assert.throws(() => commandArguments(ssh(9, 2), name, 'true'), Refusal);
		assert.throws(() => hubArguments(ssh(9, 2), name, '/s'), Refusal);
	}
});

test('tells a hub without any config', () => {
	assert.deepEqual(controlArguments('/s', 'forward', ['-L', '127.0.0.1:80:web:80']), [
		...['-F', 'none', '-S', '/s', '-O', 'forward', '-L', '127.0.0.1:80:web:80', '--', 'hub'],
	]);
});

test('asks for signs of life only when told to', () => {
	assert.doesNotMatch(hubArguments(ssh(9, 2), 'web', '/s').join(' '), /ServerAlive/);
	assert.match(hubArguments(ssh(9, 2), 'web', '/s', {keepAlive: true}).join(' '), /ServerAliveInterval=15/);
});
