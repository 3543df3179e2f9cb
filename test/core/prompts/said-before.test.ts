import assert from 'node:assert/strict';
import {test} from 'node:test';
import {saidBefore} from '../../../source/core/prompts/said-before.ts';

test('of what ssh wrote before a question what says something of it is left, clean', () => {
	const stderr = [
		'OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.19 27 Jan 2026',
		'debug1: Next authentication method: keyboard-interactive',
		"Warning: Permanently added 'box' (ED25519) to the list of known hosts.",
		'** WARNING: connection is not using a post-quantum key exchange algorithm.',
		'Permission denied, please try again.',
		'',
		'** For members only **',
		'\u001B[2JToken\tlogin',
		'',
	];
	assert.deepEqual(saidBefore(stderr.join('\r\n')), ['** For members only **', '\\x1b[2JToken    login']);
});

test('a server that says much keeps no question off the screen: the last ten lines are left', () => {
	const lines = Array.from({length: 50}, (_, index) => `line ${index}`);
	assert.deepEqual(saidBefore(lines.join('\n')), lines.slice(-10));
});
