import assert from 'node:assert/strict';
import {test} from 'node:test';
import {foreignOffer, lineForOffer} from '../../../source/core/doctor/no-common.ts';

test('an old host is allowed the first algorithm of its offer that this ssh knows, and no word of its own making', () => {
	const said = (what: string, offer: string) => [
		`Unable to negotiate with 10.0.0.1 port 22: no matching ${what} found. Their offer: ${offer}`,
	];
	const kex = foreignOffer(said('key exchange method', 'evil,ssh-x$(id),diffie-hellman-group14-sha1'));
	assert.equal(kex?.option, 'KexAlgorithms');
	assert.equal(
		lineForOffer(kex!, ['curve25519-sha256', 'diffie-hellman-group14-sha1'], null),
		'KexAlgorithms +diffie-hellman-group14-sha1',
	);
	assert.equal(
		lineForOffer(kex!, ['diffie-hellman-group14-sha1'], 'curve25519-sha256'),
		'KexAlgorithms curve25519-sha256,diffie-hellman-group14-sha1',
	);
	assert.equal(lineForOffer(kex!, ['curve25519-sha256'], null), null);
	assert.equal(foreignOffer(said('host key type', 'ssh-rsa'))?.option, 'HostKeyAlgorithms');
	assert.equal(foreignOffer(said('MAC', 'hmac-md5'))?.option, 'MACs');
	assert.equal(foreignOffer(said('constructor', 'x')), null);
	assert.equal(foreignOffer(['Connection closed.']), null);
});
