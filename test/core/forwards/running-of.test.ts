import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ForwardStatus} from '../../../source/core/forwards/forward-status.ts';
import type {RunningForward} from '../../../source/core/forwards/running-forward.ts';
import {asConfigured, runningOf} from '../../../source/core/forwards/running-of.ts';
import type {ConfiguredForward} from '../../../source/core/hosts/host.ts';

function running(change: Partial<RunningForward>): RunningForward {
	return {
		...{pid: 7, startTicks: 1, kind: 'unknown', listen: '127.0.0.1:80', target: null, host: 'me@db'},
		...{owner: 'other', connections: 0, bytes: null, parent: null, since: 0, command: 'ssh me@db'},
		...change,
	};
}

const status: ForwardStatus = {
	...{id: 'b2c3', alias: 'db', configFile: null, kind: 'local', specification: '127.0.0.1:80:a:1'},
	...{label: null, isSaved: false, isAutomatic: false, state: 'up', reason: null, since: 0, attempt: 0},
	...{nextAt: null, port: null, pid: 7},
};

test('finds the listener of a forward by its process and place, however the system calls that', () => {
	const [loopback, all, other] = [
		running({}),
		running({listen: '*:80', connections: 3}),
		running({pid: 8, listen: '127.0.0.1:81'}),
	];
	const found = [other, all, loopback];
	assert.equal(runningOf(status, found), loopback);
	assert.equal(runningOf({...status, specification: '0.0.0.0:80:a:1'}, found), all);
	assert.equal(runningOf({...status, specification: '[::]:80:a:1'}, found), all);
	assert.equal(runningOf({...status, specification: '127.0.0.1:81:a:1'}, found), null);
	assert.equal(runningOf({...status, kind: 'remote'}, found), null);
});

test('a listener of unknown kind is what the config of its host asks for there', () => {
	const source = {file: '/config', line: 1};
	const asked: ConfiguredForward[] = [
		{alias: 'db', kind: 'remote', listen: '80', target: 'r:1', source},
		{alias: 'web', kind: 'local', listen: '80', target: 'w:1', source},
		{alias: 'db', kind: 'local', listen: '80', target: 'd:1', source},
		{alias: 'db', kind: 'dynamic', listen: '81', target: null, source},
	];
	const tell = (change: Partial<RunningForward>): string => {
		const {kind, target} = asConfigured(running(change), asked);
		return `${kind} ${target}`;
	};
	assert.equal(tell({}), 'local d:1');
	assert.equal(tell({listen: '127.0.0.1:81'}), 'dynamic null');
	assert.equal(tell({listen: '127.0.0.1:82'}), 'unknown null');
	assert.equal(tell({host: null}), 'unknown null');
	assert.equal(tell({kind: 'local', target: 'x:1'}), 'local x:1');
});
