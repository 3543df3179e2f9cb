import assert from 'node:assert/strict';
import {test} from 'node:test';
import {foreignOffer, lineForOffer, linesForOneKey} from '../../../source/core/doctor/config-lines.ts';

const file = (written: string, isDefault = false) => ({written, isDefault});

test('a host with its own key is told to use that alone, once so many are offered that it may hang up', () => {
	const files = [file('~/.ssh/work')];
	assert.deepEqual(linesForOneKey({inAgent: 5, files, identitiesOnly: false}), ['IdentitiesOnly yes']);
	assert.equal(linesForOneKey({inAgent: 4, files, identitiesOnly: false}), null);
	assert.equal(linesForOneKey({inAgent: 50, files, identitiesOnly: true}), null);
});

test('a host without one gets the place of a key as well', () => {
	assert.deepEqual(
		linesForOneKey({inAgent: 6, files: [file('~/.ssh/id_ed25519', true)], identitiesOnly: false}),
		['IdentityFile ~/.ssh/id_ed25519', 'IdentitiesOnly yes'],
	);
	assert.deepEqual(linesForOneKey({inAgent: 6, files: [], identitiesOnly: false}), [
		'IdentityFile ~/.ssh/the-right-key.pub',
		'IdentitiesOnly yes',
	]);
});

test('an old host is allowed the first algorithm of its offer that this ssh knows, and no word of its own making', () => {
	const said = (what: string, offer: string) => [
		`Unable to negotiate with 10.0.0.1 port 22: no matching ${what} found. Their offer: ${offer}`,
	];
	const kex = foreignOffer(said('key exchange method', 'evil,ssh-x$(id),diffie-hellman-group14-sha1'));
	assert.equal(kex?.option, 'KexAlgorithms');
	assert.equal(
		lineForOffer(kex!, ['curve25519-sha256', 'diffie-hellman-group14-sha1']),
		'KexAlgorithms +diffie-hellman-group14-sha1',
	);
	assert.equal(lineForOffer(kex!, ['curve25519-sha256']), null);
	assert.equal(foreignOffer(said('host key type', 'ssh-rsa'))?.option, 'HostKeyAlgorithms');
	assert.equal(foreignOffer(said('MAC', 'hmac-md5'))?.option, 'MACs');
	assert.equal(foreignOffer(said('constructor', 'x')), null);
	assert.equal(foreignOffer(['Connection closed.']), null);
});
