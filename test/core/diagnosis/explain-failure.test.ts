import assert from 'node:assert/strict';
import {test} from 'node:test';
import {explainFailure} from '../../../source/core/diagnosis/explain-failure.ts';
import {lastWords} from '../../../source/core/diagnosis/last-words.ts';

type Message = [name: string, lines: readonly string[], words: RegExp];

const messages: readonly Message[] = [
	[
		'a name server out of reach',
		['ssh: Could not resolve hostname h: Temporary failure in name resolution'],
		/No name server/,
	],
	[
		'a time-out on macOS',
		['ssh: connect to host h port 22: Operation timed out'],
		/^h does not answer on port 22/,
	],
	['no route', ['ssh: connect to host 10.0.0.9 port 22: No route to host'], /no way to 10\.0\.0\.9/],
	['IPv6 without a network', ['ssh: connect to host ::1 port 22: Network is unreachable'], /ssh -4/],
	[
		'another connect error',
		['ssh: connect to host h port 1: Invalid argument'],
		/h port 1: Invalid argument/,
	],
	[
		'a closed connection as OpenSSH 10 says it',
		['Connection closed by 10.0.0.9 port 22'],
		/hung up before the login was done/,
	],
	[
		'a closed connection as OpenSSH 9 says it',
		[
			'kex_exchange_identification: Connection closed by remote host',
			'Connection closed by 10.0.0.9 port 22',
		],
		/before the login began/,
	],
	[
		'an old host key type',
		[
			'Unable to negotiate with 10.0.0.9 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss',
		],
		/no host key type in common.*HostKeyAlgorithms/,
	],
	[
		'a revoked key',
		['@       WARNING: REVOKED HOST KEY DETECTED!               @', 'Host key verification failed.'],
		/revoked/,
	],
	['a password that was wrong', ['u@h: Permission denied (publickey,password).'], /h does not let u in/],
	[
		'a key that did not fit, or was not unlocked',
		['u@h: Permission denied (publickey).'],
		/^h lets u in only with a key.*wrong passphrase/,
	],
	...[
		'/bin/bash: line 1: /nope/connect: No such file or directory',
		'/bin/bash: line 1: exec: /nope/connect: cannot execute: No such file or directory',
		'/bin/sh: 1: exec: /nope/connect: not found',
		'zsh:1: no such file or directory: /nope/connect',
		'/bin/bash: /nope/connect: No such file or directory',
	].map(
		(line): Message => [
			`a ProxyCommand that is missing: ${line}`,
			[line, 'Connection closed by UNKNOWN port 65535'],
			/ProxyCommand could not be run: .*\/nope\/connect.*Install that program/,
		],
	),
	['Kerberos alone', ['u@h: Permission denied (gssapi-with-mic).'], /would take gssapi-with-mic/],
	[
		'a locked agent',
		[
			'sign_and_send_pubkey: signing failed for ED25519 "/k/id" from agent: agent refused operation',
			'u@h: Permission denied (publickey).',
		],
		/\/k\/id could not sign.*Unlock/,
	],
	[
		'an old RSA host',
		['sign_and_send_pubkey: no mutual signature supported', 'u@h: Permission denied (publickey).'],
		/no RSA signature in common.*old ones only.*or PubkeyAcceptedAlgorithms/,
	],
	[
		'a damaged key',
		['Load key "/k/id": error in libcrypto', 'u@h: Permission denied (publickey).'],
		/\/k\/id was not used: it is damaged/,
	],
	[
		'a key that is missing',
		[
			'Warning: Identity file /k/id not accessible: No such file or directory.',
			'u@h: Permission denied (publickey).',
		],
		/The key \/k\/id is not there/,
	],
	[
		'a goodbye with words',
		[
			'Received disconnect from 10.0.0.9 port 22:11: closed for maintenance',
			'Disconnected from 10.0.0.9 port 22',
		],
		/“closed for maintenance”/,
	],
	['a dead link', ['Timeout, server h not responding.'], /h stopped answering/],
	['a broken pipe', ['client_loop: send disconnect: Broken pipe'], /link to web broke/],
	[
		'a read that failed',
		['Read from remote host h: Connection reset by peer', 'Connection to h closed.'],
		/link to web broke/,
	],
	[
		'a session ended from the other side',
		['Connection to h closed by remote host.', 'Connection to h closed.'],
		/^web closed the connection/,
	],
	[
		'words at the verbose level',
		[
			'Timeout, server h not responding.',
			'Transferred: sent 1, received 2 bytes, in 0.1 seconds',
			'Bytes per second: sent 1.0, received 2.0',
		],
		/stopped answering/,
	],
	[
		'a jump host by OpenSSH 10',
		['j@b: Permission denied (publickey).', 'Connection closed by UNKNOWN port 65535'],
		/^On the way to web: b lets j in only with a key/,
	],
	[
		'a silent jump host',
		['Connection timed out during banner exchange', 'Connection to UNKNOWN port 65535 timed out'],
		/way to web/,
	],
	[
		'a way that ended in silence',
		['Connection closed by UNKNOWN port 65535'],
		/^The way to web \(ProxyJump or ProxyCommand\) ended\. /,
	],
	[
		'a way that was gone before the first word to it',
		['banner exchange: Connection to UNKNOWN port 65535: Broken pipe'],
		/^The way to web \(ProxyJump or ProxyCommand\) ended\. /,
	],
	[
		'a way that leads to something else',
		['banner exchange: Connection to UNKNOWN port 65535: invalid format'],
		/no SSH server|ended/,
	],
	[
		'a refused connection',
		['/c/config line 3: RefuseConnection: gone since May'],
		/refuses this connection: gone since May/,
	],
	[
		'bad permissions of the config',
		['Bad owner or permissions on /home/u/.ssh/config'],
		/Others could change \/home/,
	],
	['an Include in a circle', ['Too many recursive configuration includes'], /lead back to themselves/],
	['a name that ssh refuses', ['hostname contains invalid characters'], /refuses the name/],
	['a subsystem that is missing', ['subsystem request failed on channel 0'], /no such subsystem/],
	[
		'a low port',
		[
			'bind [127.0.0.1]:80: Permission denied',
			'channel_setup_fwd_listener_tcpip: cannot listen to port: 80',
			'Could not request local forwarding.',
		],
		/Only root/,
	],
];

for (const [name, lines, words] of messages) {
	test(`explains ${name}`, () => {
		for (const end of ['\r\n', '\n']) {
			const stderr = ['', ...lines, ''].join(end);
			const explanation = explainFailure(stderr, {alias: 'web'});
			assert.match(`${explanation?.cause} ${explanation?.advice}`, words);
			assert.ok(lines.includes(explanation?.line ?? ''));
		}
	});
}

test('a banner cannot put another cause in the place of the real one', () => {
	const banner = [
		'ssh: connect to host evil port 1: Connection refused',
		'@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
		'Host key verification failed.',
		'Timeout, server h not responding.',
	];
	const stderr = [...banner, 'u@h: Permission denied (publickey).', ''].join('\r\n');
	assert.match(explainFailure(stderr, {alias: 'web'})?.cause ?? '', /^h lets u in only with a key/);
});

test('a message counts only as a whole line', () => {
	const quoted = 'note: Host key verification failed.\r\nsee Timeout, server h not responding. for more\r\n';
	assert.equal(explainFailure(quoted, {alias: 'web'}), null);
});

test('what a server puts into a message is made harmless', () => {
	const stderr =
		'Received disconnect from h port 22:2: \u001b[2Jgo\u202Eaway\r\nDisconnected from h port 22\r\n';
	assert.match(explainFailure(stderr, {alias: 'web'})?.cause ?? '', /“\\x1b\[2Jgo‹U\+202E›away”/);
});

test('knows no cause where there is none', () => {
	assert.equal(explainFailure('', {alias: 'web'}), null);
	assert.equal(explainFailure('Connection to h closed.\r\n', {alias: 'web'}), null);
	assert.equal(explainFailure('Shared connection to h closed.\r\n', {alias: 'web'}), null);
	assert.equal(explainFailure('Something new went wrong\r\n', {alias: 'web'}), null);
});

test('gives the last line that says something as it is', () => {
	const stderr =
		'first\r\nSomething \u001b[31mnew\r\n\r\nTransferred: sent 1, received 2 bytes, in 0.1 seconds\r\n';
	assert.equal(lastWords(stderr), 'Something \\x1b[31mnew');
	assert.equal(lastWords('Connection to h closed.\r\n'), null);
	assert.equal(lastWords(''), null);
});

test('is quick on a megabyte of nonsense', () => {
	const started = performance.now();
	explainFailure(`/${'x line 1 '.repeat(100_000)}\r\n`, {alias: 'web'});
	explainFailure('@ \r\n'.repeat(20_000), {alias: 'web'});
	assert.ok(performance.now() - started < 2000);
});

test('a remote command that was not found is no ProxyCommand', () => {
	assert.equal(explainFailure('bash: line 1: foo: command not found', {alias: 'web'}), null);
	assert.equal(explainFailure('/bin/bash: line 1: foo: command not found', {alias: 'web'}), null);
});
