import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	explicitForward,
	isSamePlace,
	isWide,
	parseExplicit,
} from '../../../source/core/forwards/explicit-forward.ts';
import type {Forward} from '../../../source/core/forwards/forward.ts';
import {forwardStates, isFailing, isUp} from '../../../source/core/forwards/forward-status.ts';
import {parseForward} from '../../../source/core/forwards/parse-forward.ts';
import {printForward} from '../../../source/core/forwards/print-forward.ts';
import {announceForward, statusText} from '../../../source/core/forwards/status-words.ts';

function read(kind: Forward['kind'], text: string): Forward {
	const forward = parseForward(kind, text);
	assert.ok(!('problem' in forward));
	return forward;
}

test('says which machine listens, and where it leads as seen from the other', () => {
	assert.equal(
		announceForward('bastion', read('local', '5432:db.internal:5432')),
		'On this machine, 127.0.0.1:5432 will lead to db.internal:5432 as seen from bastion.',
	);
	assert.equal(
		announceForward('web-1', read('remote', '0:localhost:3000')),
		'On web-1, a port that it chooses will lead to localhost:3000 as seen from this machine.',
	);
	assert.equal(
		announceForward('bastion', read('dynamic', '[::1]:1080')),
		'On this machine, [::1]:1080 will be a SOCKS proxy that goes out from bastion.',
	);
	const plan = {kind: 'remote', specification: '127.0.0.1:0:localhost:3000', alias: 'web-1'} as const;
	assert.equal(statusText({...plan, port: 4242}), 'R 127.0.0.1:4242 on web-1 → localhost:3000');
	assert.equal(
		statusText({...plan, kind: 'local', specification: '/run/x.sock:db:80', port: null}),
		'L /run/x.sock → db:80 via web-1',
	);
});

test('names the bind address, and tells which ones others reach', () => {
	const table: ReadonlyArray<readonly [Forward['kind'], string, string, boolean]> = [
		['local', '80:a:1', '127.0.0.1:80:a:1', false],
		['local', 'localhost:80:a:1', '127.0.0.1:80:a:1', false],
		['local', '[::1]:80:a:1', '[::1]:80:a:1', false],
		['local', '*:80:a:1', '*:80:a:1', true],
		['local', ':80:a:1', ':80:a:1', true],
		['local', '10.0.0.1:80:a:1', '10.0.0.1:80:a:1', true],
		['local', '/x/y:a:1', '/x/y:a:1', false],
		['dynamic', '1080', '127.0.0.1:1080', false],
		['remote', '0:a:1', '127.0.0.1:0:a:1', false],
	];
	for (const [kind, text, explicit, wide] of table) {
		const forward = explicitForward(read(kind, text));
		assert.equal(printForward(forward), explicit);
		assert.equal(isWide(forward), wide, text);
		assert.deepEqual(parseExplicit(kind, explicit), forward);
		assert.equal(parseExplicit(kind, text) === null, text !== explicit);
	}
	assert.equal(parseExplicit('local', '-oProxyCommand=x'), null);
	const at = (text: string) => read('dynamic', text).listen;
	assert.equal(isSamePlace(at('127.0.0.1:80'), at('*:80')), true);
	assert.equal(isSamePlace(at('127.0.0.1:80'), at('[::1]:80')), false);
	assert.equal(isSamePlace(at('127.0.0.1:80'), at('127.0.0.1:81')), false);
});

test('counts each state as up, as failing, or as neither', () => {
	assert.deepEqual(
		forwardStates.filter(state => isUp({state})),
		['up', 'degraded'],
	);
	assert.deepEqual(
		forwardStates.filter(state => isFailing({state})),
		['degraded', 'reconnecting', 'needs you', 'failed'],
	);
});
