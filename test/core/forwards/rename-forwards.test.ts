import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Refusal} from '../../../source/core/errors.ts';
import type {ForwardStatus} from '../../../source/core/forwards/forward-status.ts';
import {forwardsOf, renameForwards} from '../../../source/core/forwards/rename-forwards.ts';

function forward(id: string, more: Partial<ForwardStatus>): ForwardStatus {
	return {
		...{id, alias: 'web', configFile: null, kind: 'local', specification: '127.0.0.1:80:db:80', label: 'db'},
		...{isSaved: true, isAutomatic: false, state: 'up', reason: null, since: 0, attempt: 0},
		...{nextAt: null, port: null, pid: null},
		...more,
	};
}

test('the forwards of a host in its config go by another name, each as it is, and what cannot be is told', async () => {
	const all = [
		forward('a1', {}),
		forward('b2', {state: 'stopped', isAutomatic: true}),
		forward('c3', {alias: 'other'}),
		forward('d4', {configFile: '/other'}),
		forward('e5', {kind: 'dynamic', specification: '127.0.0.1:9'}),
	];
	const found = forwardsOf(all, 'web', null);
	assert.deepEqual(
		found.map(({id}) => id),
		['a1', 'b2', 'e5'],
	);
	const asked: unknown[] = [];
	const told = await renameForwards(found, 'site', async (plan, options) => {
		if (plan.kind === 'dynamic') {
			throw new Refusal('The forward f6 is the same.');
		}
		asked.push([plan.alias, plan.specification, plan.label, plan.isSaved, plan.isAutomatic, options]);
	});
	const specification = '127.0.0.1:80:db:80';
	assert.deepEqual(asked, [
		['site', specification, 'db', true, false, {forward: 'a1', isStarted: true}],
		['site', specification, 'db', true, true, {forward: 'b2', isStarted: false}],
	]);
	assert.equal(told.length, 1);
	assert.match(told[0] ?? '', /does not go by site: The forward f6 is the same\./);
});
