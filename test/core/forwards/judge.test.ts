import assert from 'node:assert/strict';
import {test} from 'node:test';
import {explainUse} from '../../../source/core/forwards/explain-use.ts';
import type {Forward} from '../../../source/core/forwards/forward.ts';
import {judgeListen} from '../../../source/core/forwards/judge-listen.ts';
import {judgeLogin} from '../../../source/core/forwards/judge-login.ts';
import {parseForward} from '../../../source/core/forwards/parse-forward.ts';

function forward(kind: Forward['kind'], text: string): Forward {
	const read = parseForward(kind, text);
	assert.ok(!('problem' in read));
	return read;
}
const local = forward('local', '127.0.0.1:8080:db:80');
const remote = forward('remote', '127.0.0.1:9000:localhost:3000');
const socket = forward('local', '/run/user/1/x.sock:db:80');
const failed =
	'mux_client_forward: forwarding request failed: Port forwarding failed\nmuxclient: master forward request failed\n';
const remoteFailed =
	'mux_client_forward: forwarding request failed: remote port forwarding failed for listen port 9000\n';

test('judges why nothing listens by what the two ssh say', () => {
	const table: ReadonlyArray<readonly [Forward, string, string, string | null, RegExp?]> = [
		[local, '', '', null],
		[local, '', 'debug1: Local forwarding listening on 127.0.0.1 port 8080.\n', null],
		[
			local,
			failed,
			'bind [127.0.0.1]:8080: Address already in use\n',
			'final',
			/^Port 8080 .* of this machine is taken\.$/,
		],
		[local, failed, 'bind [127.0.0.1]:8080: Permission denied\r\n', 'final', /root/],
		[local, failed, 'bind [10.0.0.1]:8080: Cannot assign requested address\n', 'retry', /no such address/],
		[
			socket,
			failed,
			'unix_listener: cannot bind to path /run/user/1/x.sock: No such file or directory\n',
			'final',
			/No such file/,
		],
		[
			socket,
			failed,
			'unix_listener: cannot bind to path /run/user/1/x.sock: Address already in use\n',
			'final',
			/there already/,
		],
		[remote, remoteFailed, '', 'held', /^box does not listen on port 9000.*PermitListen/],
		[
			remote,
			'',
			'mux_confirm_remote_forward: remote port forwarding failed for listen port 9000\n',
			'held',
			/box/,
		],
		[local, 'Control socket connect(/x/h-1): Connection refused\n', '', 'retry', /gone/],
		[local, "Bad local forwarding specification 'x'\n", '', 'final', /does not understand/],
		[local, 'something new\n', '', 'final', /something new/],
		[local, 'channel 4: open failed: connect failed: Connection refused\n', '', 'final'],
	];
	for (const [asked, client, hub, kind, words = /./] of table) {
		const judged = judgeListen('box', asked, {client, hub, code: 255});
		assert.equal(judged?.kind ?? null, kind, client + hub);
		assert.match(judged?.reason ?? '.', words);
	}
	assert.equal(judgeListen('box', local, {client: 'a warning\n', hub: '', code: 0}), null);
});

test('says of what the far side refuses what it can be', () => {
	const reasonOf = (asked: string): string | undefined =>
		judgeListen('box', forward('remote', asked), {
			client:
				'mux_client_forward: forwarding request failed: remote port forwarding failed for listen port 1\n',
			hub: '',
			code: 255,
		})?.reason;
	assert.equal(
		reasonOf('127.0.0.1:0:a:1'),
		'box gives no port: its sshd forbids it (AllowTcpForwarding, PermitListen).',
	);
	assert.match(reasonOf('127.0.0.1:80:a:1') ?? '', /^box does not listen on port 80 .* only root may/);
	assert.doesNotMatch(reasonOf('127.0.0.1:8080:a:1') ?? '', /root/);
	assert.match(reasonOf('/run/x:a:1') ?? '', /left there has to be removed.*AllowStreamLocalForwarding/);
});

test('gives up what no waiting heals, and tries the rest again', () => {
	const table: ReadonlyArray<readonly [string, string]> = [
		['ssh: connect to host h port 22: Connection refused', 'retry'],
		['ssh: Could not resolve hostname h: Name or service not known', 'retry'],
		['Timeout, server h not responding.', 'retry'],
		['Connection to h closed by remote host.', 'retry'],
		['client_loop: send disconnect: Broken pipe', 'retry'],
		[
			'kex_exchange_identification: Connection closed by remote host\nConnection closed by h port 22',
			'retry',
		],
		['', 'retry'],
		['Host key verification failed.', 'final'],
		['me@h: Permission denied (publickey).', 'denied'],
		[
			'Received disconnect from h port 22:2: Too many authentication failures\nDisconnected from h port 22',
			'denied',
		],
		['/c: line 2: Bad configuration option: bogus\n/c: terminating, 1 bad configuration options', 'final'],
		['Unable to negotiate with h port 22: no matching cipher found. Their offer: x', 'final'],
		[
			'a banner says: me@h: Permission denied (publickey).\nno\nConnection to h closed by remote host.',
			'retry',
		],
	];
	for (const [stderr, kind] of table) {
		assert.equal(judgeLogin('box', {ending: 'failed', reason: 'x', stderr}).kind, kind, stderr);
	}
	assert.equal(judgeLogin('box', {ending: 'needs you', reason: 'x', stderr: ''}).kind, 'needs you');
	assert.equal(judgeLogin('box', {ending: 'cancelled', reason: 'x', stderr: ''}).kind, 'needs you');
	// What was open once was let in: what it says last is no refusal.
	const stderr = 'me@h: Permission denied (publickey).';
	assert.equal(judgeLogin('box', {ending: 'ended', reason: 'x', stderr}).kind, 'retry');
	const closed = {ending: 'ended', reason: 'x', stderr: 'Connection to h closed by remote host.'} as const;
	assert.equal(
		judgeLogin('box', closed).reason,
		'box closed the connection: it was rebooted, or the session was ended there.',
	);
});

test('says of a use that failed which machine looked', () => {
	assert.equal(
		explainUse('box', local, 'connect failed: Connection refused'),
		'Nothing listens at db:80, as seen from box.',
	);
	assert.equal(
		explainUse('box', remote, 'Connection refused'),
		'Nothing listens at localhost:3000, as seen from this machine.',
	);
	assert.equal(
		explainUse('box', local, 'connect failed: Name or service not known'),
		'There is no such name: db, as seen from box.',
	);
	assert.match(
		explainUse('box', local, 'administratively prohibited: open failed') ?? '',
		/^box forbids.*db:80/,
	);
	assert.equal(
		explainUse('box', local, 'connect failed: Temporary failure in name resolution'),
		'No name server answers for it: db:80, as seen from box.',
	);
	assert.equal(
		explainUse('box', local, 'connect failed: open failed'),
		'Not to be reached: db:80, as seen from box, whose sshd does not say why.',
	);
	assert.equal(
		explainUse('box', forward('local', '127.0.0.1:1:/run/x'), 'connect failed: open failed'),
		'Nobody listens at /run/x, as seen from box, or its sshd forbids it (AllowStreamLocalForwarding).',
	);
	const proxy = forward('dynamic', '127.0.0.1:1080');
	assert.equal(explainUse('box', proxy, 'connect failed: Connection refused'), null);
	assert.match(explainUse('box', proxy, 'administratively prohibited: open failed') ?? '', /anywhere/);
});
