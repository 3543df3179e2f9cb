import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {proofArguments} from '../../../source/core/keys/proof-arguments.ts';

test('ssh takes the address of a link-local host and the socket of an agent as they are', () => {
	const option = (value: string) => [{value, source: null}];
	const effective = {alias: 'box', options: {hostname: option('fe80::1%lo')}};
	const proof = {key: '/keys/id', agent: '/Group Containers/"my" 100%/agent.sock', mayAsk: false};
	const args = proofArguments(effective, proof, []);
	const told = execFileSync('ssh', ['-G', ...args], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']});
	assert.match(told, /^hostname fe80::1%lo$/m);
	assert.match(told, /^identityagent \/Group Containers\/"my" 100%\/agent\.sock$/m);
});
