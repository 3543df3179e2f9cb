import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseTcpListeners, parseUnixListeners} from '../../../source/core/forwards/proc-net.ts';

test('reads listening TCP sockets of both families', () => {
	const head =
		'  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
	const rest = '00000000:00000000 00:00000000 00000000  1000        0';
	const listeners = parseTcpListeners(
		[
			head,
			`   0: 0100007F:1538 00000000:0000 0A ${rest} 101 1 0000000000000000 100 0 0 10 0`,
			`   1: 00000000:0050 00000000:0000 0A ${rest} 102 1`,
			`   2: 0100007F:1538 0100007F:9999 01 ${rest} 103 1`,
			`   3: 00000000000000000000000001000000:0016 ${'0'.repeat(32)}:0000 0A ${rest} 104 1`,
			`   4: B80D0120000000000000000001000000:0016 ${'0'.repeat(32)}:0000 0A ${rest} 105 1`,
			'   5: garbage',
			'',
		].join('\n'),
	);
	assert.deepEqual(
		[...listeners],
		[
			['101', {address: '127.0.0.1', port: 5432}],
			['102', {address: '0.0.0.0', port: 80}],
			['104', {address: '::1', port: 22}],
			['105', {address: '2001:db8::1', port: 22}],
		],
	);
});

test('reads listening Unix sockets, but not the control socket of a master', () => {
	const listeners = parseUnixListeners(
		[
			'Num       RefCount Protocol Flags    Type St Inode Path',
			'0000000000000000: 00000002 00000000 00010000 0001 01 201 /run/a socket',
			'0000000000000000: 00000002 00000000 00010000 0001 01 202 @abstract',
			'0000000000000000: 00000003 00000000 00000000 0001 03 203 /run/connected',
			'0000000000000000: 00000002 00000000 00010000 0001 01 204 /home/me/.ssh/cm.Zk3LmQ9xT0aBcDe1',
			'0000000000000000: 00000002 00000000 00010000 0001 01 205',
		].join('\n'),
	);
	assert.deepEqual(
		[...listeners],
		[
			['201', {path: '/run/a socket'}],
			['202', {path: '@abstract'}],
		],
	);
});
