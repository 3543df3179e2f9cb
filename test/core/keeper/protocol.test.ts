import assert from 'node:assert/strict';
import {test} from 'node:test';
import {whyNoAnswer} from '../../../source/core/keeper/answer.ts';
import {quietEnvironment} from '../../../source/core/keeper/environment.ts';
import {lockFileName, parseLockRecord, printLockRecord} from '../../../source/core/keeper/lock-record.ts';
import {isNewer} from '../../../source/core/keeper/newer.ts';
import {parseClientMessage, parseKeeperMessage} from '../../../source/core/keeper/protocol.ts';

const lease = {type: 'lease', id: 1, alias: 'web', configFile: null, isInteractive: true, resume: null};

test('reads a message and leaves out what it does not describe', () => {
	assert.deepEqual(parseClientMessage(JSON.stringify({...lease, options: ['-oProxyCommand=id']})), lease);
	const welcome = {type: 'welcome', protocol: 1, program: '1.0.0', pid: 7};
	assert.deepEqual(parseKeeperMessage(JSON.stringify(welcome)), welcome);
});

test('a question of a keeper that does not tell what ssh said before is one all the same', () => {
	const prompt = {
		type: 'prompt',
		prompt: 1,
		owner: 1,
		login: 1,
		alias: 'a',
		text: 'PIN: ',
		kind: null,
		hop: null,
	};
	assert.deepEqual(parseKeeperMessage(JSON.stringify(prompt)), {...prompt, said: undefined});
	assert.deepEqual(parseKeeperMessage(JSON.stringify({...prompt, said: 'Hello'})), {
		...prompt,
		said: 'Hello',
	});
	assert.equal(parseKeeperMessage(JSON.stringify({...prompt, said: 7})), null);
});

test('takes nothing for a message that is none', () => {
	for (const value of [
		null,
		[],
		'lease',
		{},
		{type: 'toString'},
		{type: '__proto__'},
		{type: 'unknown'},
		{...lease, id: -1},
		{...lease, id: 1.5},
		{...lease, alias: '-oProxyCommand=id'},
		{...lease, alias: 'a b'},
		{...lease, alias: 'x'.repeat(2000)},
		{...lease, configFile: 'relative'},
		{...lease, configFile: '/x\0'},
		{...lease, isInteractive: 'yes'},
		{...lease, resume: 5},
		{type: 'answer', prompt: 1, text: 'two\nlines'},
		{type: 'answer', prompt: 1, text: 'x'.repeat(1024)},
		{type: 'ask', token: '', text: '', kind: null, parent: 1},
		{type: 'hello', protocol: 1, program: '1', environment: {LD_PRELOAD: '/x.so'}},
		{type: 'hello', protocol: 1, program: '1', environment: {'A B': 'c'}},
		{type: 'hello', protocol: 1, program: '1', environment: {A: 1}},
		{type: 'hello', protocol: 1, program: '1', environment: {A: 'x'.repeat(600_000)}},
	]) {
		assert.equal(parseClientMessage(JSON.stringify(value)), null, JSON.stringify(value)?.slice(0, 100));
	}
	assert.equal(parseClientMessage('{'), null);
	assert.equal(parseClientMessage(''), null);
});

test('an answer is one line of at most 1023 bytes', () => {
	assert.equal(whyNoAnswer(''), null);
	assert.equal(whyNoAnswer('x'.repeat(1023)), null);
	assert.equal(whyNoAnswer('é'.repeat(511)), null);
	assert.equal(whyNoAnswer('%'.repeat(1023)), null);
	assert.notEqual(whyNoAnswer('x'.repeat(1024)), null);
	assert.notEqual(whyNoAnswer('é'.repeat(512)), null);
	assert.notEqual(whyNoAnswer('🔑'.repeat(256)), null);
	assert.equal(whyNoAnswer('\uD800'), null);
	for (const text of ['a\r', 'a\n', 'a\0']) {
		assert.notEqual(whyNoAnswer(text), null);
	}
});

test('an ssh without a terminal gets the environment of the user, less what steers our own programs', () => {
	const given = {
		PATH: '/bin',
		AWS_PROFILE: 'x',
		LD_PRELOAD: 'x',
		NODE_OPTIONS: 'x',
		SSH_ASKPASS: 'x',
		GONE: undefined,
	};
	assert.deepEqual(quietEnvironment({...given, 'BASH_FUNC_x%%': '() { :; }'}), {
		PATH: '/bin',
		AWS_PROFILE: 'x',
	});
});

test('a lock record is read as it was written, and nothing else is', () => {
	const record = {
		host: 'h',
		boot: 'b',
		pid: 12,
		start: '99',
		socket: '/r/k-0',
		protocol: 1,
		program: '1.0.0',
		isReleased: false,
		hubs: [{alias: 'web', configFile: null, pid: 13, start: '100', socket: '/r/h-0', stderr: '/r/e-0'}],
	};
	assert.deepEqual(parseLockRecord(printLockRecord(record)), record);
	for (const wrong of [
		{pid: 1},
		{pid: -5},
		{start: ''},
		{socket: 'k'},
		{hubs: [{}]},
		{hubs: null},
		{boot: 1},
	]) {
		assert.equal(parseLockRecord(JSON.stringify({...record, ...wrong})), null);
	}
	assert.equal(parseLockRecord(''), null);
});

test('each machine has a lock file of its own', () => {
	assert.equal(lockFileName('web-1.example'), 'keeper-web-1.example.json');
	assert.equal(lockFileName('../x y'), 'keeper-.._x_y.json');
});

test('knows which version is newer', () => {
	for (const [a, b, expected] of [
		['0.2.0', '0.1.9', true],
		['0.1.0', '0.1.0', false],
		['0.1.0', '0.2.0', false],
		['1.0.0', '0.99.99', true],
		['0.10.0', '0.9.0', true],
		['rubbish', '0.1.0', false],
		['0.1.0', 'rubbish', true],
		['0.1.0-beta', '0.1.0', false],
	] as const) {
		assert.equal(isNewer(a, b), expected, `${a} ${b}`);
	}
});
