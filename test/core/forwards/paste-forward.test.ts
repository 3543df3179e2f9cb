import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readForwardFields, readPastedForward} from '../../../source/core/forwards/paste-forward.ts';
import {printForward} from '../../../source/core/forwards/print-forward.ts';

test('reads what somebody has at hand', () => {
	const table: ReadonlyArray<readonly [string, ReturnType<typeof readPastedForward>]> = [
		['-L 8080:db:80', {host: null, kind: 'local', listen: '8080', target: 'db:80'}],
		['-R9000:localhost:3000', {host: null, kind: 'remote', listen: '9000', target: 'localhost:3000'}],
		[
			'ssh -f -N -p 22 -L 127.0.0.1:8080:db:80 -L 1:b:2 me@web-1',
			{host: 'me@web-1', kind: 'local', listen: '127.0.0.1:8080', target: 'db:80'},
		],
		['ssh web-1 -D 1080', {host: 'web-1', kind: 'dynamic', listen: '1080', target: ''}],
		['  LocalForward 8080 db:80', {host: null, kind: 'local', listen: '8080', target: 'db:80'}],
		['RemoteForward=9000 [::1]:3000', {host: null, kind: 'remote', listen: '9000', target: '[::1]:3000'}],
		['DynamicForward 1080', {host: null, kind: 'dynamic', listen: '1080', target: ''}],
		['8080:db:80', {host: null, kind: 'local', listen: '8080', target: 'db:80'}],
		['/run/x.sock:db:80', {host: null, kind: 'local', listen: '/run/x.sock', target: 'db:80'}],
		['127.0.0.1:8080', null],
		['8080', null],
		['web-1', null],
		['ssh web-1', null],
		['ssh -L 8080:db:80 $(reboot)', null],
		["ssh -L '8080", null],
		['', null],
	];
	for (const [text, pasted] of table) {
		assert.deepEqual(readPastedForward(text, '/home/me'), pasted, text);
	}
});

test('reads the two fields of a form, paths with colons too', () => {
	const table: ReadonlyArray<readonly ['local' | 'remote' | 'dynamic', string, string, string | null]> = [
		['local', '8080', 'db:80', '8080:db:80'],
		['local', ' [::1]:8080 ', 'db:80', '[::1]:8080:db:80'],
		['local', '/run/a:b.sock', '/run/c.sock', '[/run/a:b.sock]:/run/c.sock'],
		['dynamic', '1080', '', '1080'],
		['remote', '0', 'localhost:80', '0:localhost:80'],
		['remote', '9000', '', '9000'],
		['local', '8080', '', null],
		['local', '', 'db:80', null],
		['dynamic', '1080', 'db:80', null],
		['local', '99999', 'db:80', null],
	];
	for (const [kind, listen, target, text] of table) {
		const forward = readForwardFields(kind, listen, target);
		assert.equal('problem' in forward ? null : printForward(forward), text, `${kind} ${listen} ${target}`);
	}
});
