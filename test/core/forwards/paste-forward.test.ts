import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	fieldsOf,
	readForwardFields,
	readPastedForwards,
} from '../../../source/core/forwards/paste-forward.ts';
import {printForward} from '../../../source/core/forwards/print-forward.ts';

test('reads what somebody has at hand', () => {
	const table: ReadonlyArray<readonly [string, string | null, readonly string[]]> = [
		['-L 8080:db:80', null, ['local 8080 db:80']],
		['-R9000:localhost:3000', null, ['remote 9000 localhost:3000']],
		['ssh web-1 -D 1080', 'web-1', ['dynamic 1080 ']],
		['  LocalForward 8080 db:80', null, ['local 8080 db:80']],
		['RemoteForward=9000 [::1]:3000', null, ['remote 9000 [::1]:3000']],
		['DynamicForward 1080', null, ['dynamic 1080 ']],
		['8080:db:80', null, ['local 8080 db:80']],
		['/run/x.sock:db:80', null, ['local /run/x.sock db:80']],
		[
			'ssh -f -N -L 127.0.0.1:8080:db:80 -L 1:b:2 me@web-1 -R 0:c:3 &',
			'me@web-1',
			['local 127.0.0.1:8080 db:80', 'local 1 b:2', 'remote 0 c:3'],
		],
		['ssh -N \\\n\t-L 1:a:1 \\\n\t-D 2 web-1', 'web-1', ['local 1 a:1', 'dynamic 2 ']],
		[
			'Host web-1\n\tUser me\n\tLocalForward 1 a:1\r\n\tDynamicForward 2\n',
			'web-1',
			['local 1 a:1', 'dynamic 2 '],
		],
		['autossh -M 0 -f -N -L 1:a:1 web-1', 'web-1', ['local 1 a:1']],
		['ssh -p 2222 -L 1:a:1 me@web-1', 'ssh://me@web-1:2222', ['local 1 a:1']],
		['ssh -p 2222 -l me -L 1:a:1 ::1', 'ssh://me@[::1]:2222', ['local 1 a:1']],
		['ssh -l me -L 1:a:1 web-1', 'me@web-1', ['local 1 a:1']],
		['ssh -l me -L 1:a:1 you@web-1', 'you@web-1', ['local 1 a:1']],
	];
	for (const [text, host, forwards] of table) {
		const pasted = readPastedForwards(text, '/home/me');
		const fields = pasted?.forwards
			.map(fieldsOf)
			.map(({kind, listen, target}) => [kind, listen, target].join(' '));
		assert.deepEqual([pasted?.host, fields, pasted?.ignored], [host, forwards, []], text);
	}
	const nothing = [
		'127.0.0.1:8080',
		'8080',
		'web-1',
		'ssh web-1',
		'ssh -L 8080:db:80 $(reboot)',
		"ssh -L '8080",
		'',
	];
	for (const text of nothing) {
		assert.equal(readPastedForwards(text, '/home/me'), null, text);
	}
});

test('says what a pasted line asks for that is not followed', () => {
	const ignoredOf = (text: string) => readPastedForwards(text, '/home/me')?.ignored;
	assert.deepEqual(
		ignoredOf('ssh -4 -C -i ~/key -J jump -o ServerAliveInterval=9 -o User=x -NL 1:a:1 -L 99999:b:1 web-1'),
		['-4', '-C', '-i /home/me/key', '-J jump', '-o User=x', '-L 99999:b:1'],
	);
	assert.deepEqual(ignoredOf('LocalForward 1 a:1\nLocalForward x a:1'), ['LocalForward x a:1']);
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
