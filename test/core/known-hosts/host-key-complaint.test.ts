import assert from 'node:assert/strict';
import {test} from 'node:test';
import {hostKeyComplaint} from '../../../source/core/known-hosts/host-key-complaint.ts';

const rule = '@'.repeat(59);
const print = 'SHA256:UdcEiJoPIQp5oE0HfvtblcyNLPxeGmH5wZ2c/VYCyIk';
const changed = [
	rule,
	'@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
	rule,
	'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!',
	'The fingerprint for the ED25519 key sent by the remote host is',
	`${print}.`,
	'Please contact your system administrator.',
	'Add correct host key in /k to get rid of this message.',
	'Offending RSA key in /k:1',
	'Host key for [web]:2222 has changed and you have requested strict checking.',
	'Host key verification failed.',
];

test('reads the name and the shown key of a changed host key', () => {
	const complaint = {kind: 'changed', name: '[web]:2222', shown: {type: 'ED25519', fingerprint: print}};
	assert.deepEqual(hostKeyComplaint(changed.join('\r\n')), complaint);
	const jumped = [
		...changed,
		'kex_exchange_identification: Connection closed by remote host',
		'Connection closed by UNKNOWN port 65535',
	];
	assert.deepEqual(hostKeyComplaint(jumped.join('\n')), complaint);
});

test('a banner that holds such words, or that ends otherwise, is no complaint', () => {
	assert.equal(hostKeyComplaint([...changed, 'u@web: Permission denied (publickey).'].join('\n')), null);
	assert.equal(hostKeyComplaint('Host key verification failed.\n'), null);
	assert.equal(hostKeyComplaint(''), null);
});
