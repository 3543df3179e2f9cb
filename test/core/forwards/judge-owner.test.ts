import assert from 'node:assert/strict';
import {test} from 'node:test';
import {judgeOwner} from '../../../source/core/forwards/judge-owner.ts';

test('says what started an ssh by its parent, its terminal and its service', () => {
	const session = '0::/user.slice/user-1000.slice/session-3.scope\n';
	const manager = '0::/user.slice/user-1000.slice/user@1000.service';
	const cases: ReadonlyArray<
		[parentName: string, hasTerminal: boolean, controlGroup: string, owner: string]
	> = [
		['autossh', true, session, 'autossh'],
		['code', false, session, 'VS Code'],
		['decode', false, session, 'other'],
		['bash', true, session, 'terminal'],
		['bash', true, '0::/system.slice/ssh.service\n', 'terminal'],
		['systemd', false, '0::/system.slice/tunnel.service\n', 'systemd'],
		['systemd', false, `${manager}/app.slice/tunnel@db.service\n`, 'systemd'],
		['systemd', false, `${manager}/app.slice/app-1.scope\n`, 'other'],
		['systemd', false, `${manager}\n`, 'other'],
		['systemd', false, '4:memory:/\n1:name=systemd:/system.slice/tunnel.service\n0::/\n', 'systemd'],
		['', false, '', 'other'],
	];
	for (const [parentName, hasTerminal, controlGroup, owner] of cases) {
		assert.equal(judgeOwner({parentName, hasTerminal, controlGroup}), owner, `${parentName} ${controlGroup}`);
	}
});
