import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isPassed, type Stage} from '../../../source/core/doctor/stage.ts';
import {TraceReader} from '../../../source/core/doctor/trace-reader.ts';

const howToAsk = 'Enter connects and asks.';

/** Reads lines that come a millisecond apart; `finish` says how it ends. */
function read(
	lines: readonly string[],
	finish: (reader: TraceReader, at: number) => void,
	asks: string | null = howToAsk,
): Stage[] {
	const stages: Stage[] = [];
	const onStage = (stage: Stage): void => void stages.push(stage);
	const reader = new TraceReader({host: 'web', howToAsk: asks, startedAt: 0, onStage});
	for (const [index, line] of lines.entries()) {
		reader.line(`${line}\r`, index + 1);
	}
	finish(reader, lines.length + 1);
	assert.equal(reader.stage, null);
	return stages;
}

const answered = (reader: TraceReader, at: number): void => reader.answered(at);
const ended = (reader: TraceReader, at: number): void => reader.ended(255, at);

const toConnect = ['debug1: Reading configuration data /h/.ssh/config', 'debug2: resolving "web" port 22'];
const connected = [
	'debug1: Connecting to web [192.0.2.1] port 22.',
	'debug1: Connection established.',
	'debug1: Remote protocol version 2.0, remote software version OpenSSH_10.2',
];
const keyExchanged = [
	'debug1: kex: algorithm: mlkem768x25519-sha256',
	'debug1: kex: host key algorithm: ssh-ed25519',
	'debug1: Server host key: ssh-ed25519 SHA256:abc',
	'debug1: SSH2_MSG_NEWKEYS sent',
];
const loggedIn = ['Authenticated to web ([192.0.2.1]:22) using "publickey".'];
const inSession = ['debug1: Sending subsystem: sftp'];
const all = [...toConnect, ...connected, ...keyExchanged, ...loggedIn, ...inSession];

test('each stage takes the time until the line that ends it', () => {
	const stages = read(all, answered);
	assert.deepEqual(
		stages.map(({stage, status, ms}) => `${stage} ${status} ${ms}`),
		[
			'config ok 2',
			'resolve ok 1',
			'connect ok 1',
			'banner ok 1',
			'key exchange ok 3',
			'host key ok 1',
			'authentication ok 1',
			'session ok 1',
			'sftp ok 1',
		],
	);
	assert.equal(isPassed(stages), true);
});

test('an address that does not work before one that does is warned of', () => {
	const stages = read(
		[
			...toConnect,
			'debug1: Connecting to web [2001:db8::1] port 22.',
			'debug1: connect to address 2001:db8::1 port 22: Network is unreachable',
			...connected,
			...keyExchanged,
			...loggedIn,
			...inSession,
		],
		answered,
	);
	const connect = stages.find(({stage}) => stage === 'connect');
	assert.equal(connect?.status, 'warning');
	assert.match(connect?.cause ?? '', /2001:db8::1 does not work \(Network is unreachable\)/);
	assert.equal(isPassed(stages), true);
});

test('a jump host whose connection is shared is passed at once', () => {
	const stages = read(
		[
			'debug1: Reading configuration data /h/.ssh/config',
			"debug1: Setting implicit ProxyCommand from ProxyJump: ssh -l me -p 2222 -vv -W '[%h]:%p' bastion",
			"debug1: Executing proxy command: exec ssh -l me -p 2222 -vv -W '[web]:22' bastion",
			'debug1: OpenSSH_10.2p1, OpenSSL 3.5.0',
			'debug2: mux_client_hello_exchange: master version 4',
			...connected.slice(2),
			...keyExchanged,
			...loggedIn,
			...inSession,
		],
		answered,
	);
	assert.deepEqual(
		stages.slice(0, 5).map(({stage, status}) => `${stage} ${status}`),
		['config ok', 'resolve skipped', 'jump:bastion ok', 'connect ok', 'banner ok'],
	);
});

test('what a server says in its banner cannot move the stages back or end them', () => {
	const stages = read(
		[
			...toConnect,
			...connected,
			...keyExchanged,
			'debug1: Connecting to elsewhere [192.0.2.9] port 1.',
			'debug1: Executing proxy command: exec rm',
			"debug1: Setting implicit ProxyCommand from ProxyJump: ssh -W '[%h]:%p' evil",
			'\u001b[2JHost key verification failed.',
			'me@web: Permission denied (publickey).',
		],
		ended,
	);
	const login = stages.find(({status}) => status === 'failed');
	assert.equal(login?.stage, 'authentication');
	assert.ok(stages.every(({stage}) => !stage.startsWith('jump:')));
	assert.ok(login?.raw.includes('\\x1b[2JHost key verification failed.'));
});

test('keys are counted up to what hosts bear', () => {
	const offer = (count: number): string[] =>
		Array.from(
			{length: count},
			(_, index) => `debug1: Will attempt key: k${index} RSA SHA256:k${index} agent`,
		);
	const login = (count: number): Stage | undefined =>
		read(
			[
				...toConnect,
				...connected,
				...keyExchanged,
				...offer(count),
				'debug1: Will attempt key: /h/.ssh/id_rsa ',
				'debug1: Next authentication method: publickey',
				...loggedIn,
				...inSession,
			],
			answered,
		).find(({stage}) => stage === 'authentication');
	assert.equal(login(5)?.status, 'ok');
	assert.equal(login(6)?.status, 'warning');
	assert.match(login(6)?.cause ?? '', /^ssh offers 6 keys/);
});

test('questions that only a person can answer are no failure where nobody could be asked', () => {
	const lines = [
		...toConnect,
		...connected,
		...keyExchanged,
		'debug1: Authentications that can continue: keyboard-interactive',
		'me@web: Permission denied (keyboard-interactive).',
	];
	const login = (asks: string | null) =>
		read(lines, ended, asks).find(({stage}) => stage === 'authentication');
	assert.equal(login(howToAsk)?.status, 'warning');
	assert.match(login(howToAsk)?.cause ?? '', /one-time code/);
	assert.equal(login(howToAsk)?.advice, howToAsk);
	assert.equal(login(null)?.status, 'failed');
});

test('silence is told for the stage in which it came', () => {
	const silent = (lines: readonly string[]): string => {
		const stages = read(lines, (reader, at) => reader.fellSilent(29, at));
		const found = stages.find(({status}) => status === 'failed');
		return `${found?.stage}: ${found?.cause}`;
	};
	assert.match(silent([]), /^config: ssh does not get through its config.* Nothing came for 29 s\.$/);
	assert.match(silent(toConnect), /^resolve: The name servers do not answer for web/);
	assert.match(
		silent([...toConnect, connected[0]!]),
		/^connect: web \[192\.0\.2\.1\] port 22 does not answer/,
	);
	assert.match(silent([...toConnect, ...connected]), /^key exchange: web greets/);
	const causes = [3, 4, 5, 8, 9, 10, 11].map(count => silent(all.slice(0, count)));
	assert.equal(new Set(causes).size, causes.length);
});

test('a flood of lines and lines without end are borne', () => {
	const stages = read(
		[...toConnect, ...Array.from({length: 5000}, () => 'x'.repeat(5000)), ...connected],
		ended,
	);
	const found = stages.find(({status}) => status === 'failed');
	assert.ok((found?.raw.length ?? 0) <= 60);
	assert.ok(stages.every(({raw}) => raw.every(line => line.length <= 500)));
});
