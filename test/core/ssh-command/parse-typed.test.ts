import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {Refusal} from '../../../source/core/errors.ts';
import {commandLine} from '../../../source/core/ssh-command/command-line.ts';
import {parseTyped, type TypedTarget} from '../../../source/core/ssh-command/parse-typed.ts';

const home = '/home/ann';

function understood(line: string): TypedTarget {
	const result = parseTyped(line, home);
	if (result instanceof Refusal) {
		throw result;
	}
	return result;
}

const understoodLines: ReadonlyArray<[line: string, args: string[]]> = [
	['web-1', ['--', 'web-1']],
	['  deploy@10.0.0.9   -p 2222 ', ['-p', '2222', '--', 'deploy@10.0.0.9']],
	['-p2222 deploy@10.0.0.9', ['-p', '2222', '--', 'deploy@10.0.0.9']],
	[
		'ssh -p 2222 -i ~/k -J b -L 8080:db:80 u@h',
		['-p', '2222', '-i', '/home/ann/k', '-J', 'b', '-L', '8080:db:80', '--', 'u@h'],
	],
	['ssh u@h uptime -p', ['--', 'u@h', 'uptime', '-p']],
	['ssh u@h -A -- -x', ['-A', '--', 'u@h', '-x']],
	['ssh -- u@h -A', ['--', 'u@h', '-A']],
	['ssh -4Atp 22 h', ['-4', '-A', '-t', '-p', '22', '--', 'h']],
	['/usr/bin/ssh h', ['--', 'h']],
	[`ssh h 'echo "$HOME"; ls | wc' "a b" c\\ d`, ['--', 'h', 'echo "$HOME"; ls | wc', 'a b', 'c d']],
	[`ssh h "say \\"\\$5\\" \\n" ''`, ['--', 'h', 'say "$5" \\n', '']],
	['ssh -o "ProxyCommand=nc %h %p" h', ['-o', 'ProxyCommand=nc %h %p', '--', 'h']],
	['ssh -i ~bob/k -F ~ "~/x"@h', ['-i', '~bob/k', '-F', '/home/ann', '--', '~/x@h']],
	['ssh://u@h:22', ['-p', '22', '--', 'u@h']],
	['ssh ssh://[::1]:2200', ['-p', '2200', '--', '::1']],
	['ssh://a%40b@h/', ['--', 'a@b@h']],
	['ssh -p 1 ssh://h:2', ['-p', '1', '-p', '2', '--', 'h']],
	['[::1]', ['--', '::1']],
	['root@[fe80::1%eth0]', ['--', 'root@fe80::1%eth0']],
	['::1', ['--', '::1']],
	['bob@corp@h', ['--', 'bob@corp@h']],
	['b@h -l a', ['--', 'b@h']],
	['b@h -o user=a', ['--', 'b@h']],
	['-o user=a b@h', ['-o', 'user=a', '--', 'b@h']],
	['-l a b@h', ['-l', 'a', '--', 'b@h']],
	['h -l a', ['-l', 'a', '--', 'h']],
	["ssh 'a b'@h", ['--', 'a b@h']],
	['日本 -v', ['-v', '--', '日本']],
];

for (const [line, args] of understoodLines) {
	test(`understands ${line}`, () => {
		assert.deepEqual(understood(line).args, args);
	});
}

test('tells the parts of a target', () => {
	const {args, options, ...parts} = understood('ssh -tl ann ssh://h:2200 top -b');
	assert.deepEqual(parts, {destination: 'h', user: 'ann', host: 'h', port: 2200, command: ['top', '-b']});
	assert.deepEqual(options, [
		{letter: 't', value: null},
		{letter: 'l', value: 'ann'},
		{letter: 'p', value: '2200'},
	]);
	assert.equal(understood('b@h -l a').user, 'b');
	assert.equal(understood('h').port, null);
});

const refusedLines: ReadonlyArray<[line: string, words: RegExp]> = [
	['', /no host/],
	['ssh', /no host/],
	['ssh -p 22', /no host/],
	['ssh --', /no host/],
	['prod web', /more than a host.*ssh prod web/],
	['h:22', /no port after the host.*Type h -p 22/],
	['u@[::1]:22', /Type u@::1 -p 22/],
	['ssh u@h:2222', /Type u@h -p 2222/],
	['sftp://h', /no address/],
	['ssh -p 0 h', /0 is no port/],
	['ssh -p 65536 h', /no port/],
	['ssh://h:99999', /no port/],
	['ssh h -p', /-p needs a value/],
	['ssh -G h', /opens no session/],
	['ssh -Z h', /no option -Z/],
	['ssh --help', /no option --/],
	['h; touch x', /shell syntax \(;\)/],
	['ssh h | tee log', /shell syntax/],
	['ssh $HOST', /shell syntax/],
	['ssh "$HOST"', /shell syntax/],
	['ssh "a`id`"', /shell syntax/],
	["ssh 'h", /not closed/],
	["ssh 'a;b'", /character ;/],
	["ssh -- '-oProxyCommand=x'", /begins with/],
	["ssh 'a;b'@h", /user name/],
	["ssh ''@h", /user name/],
	['ssh h\nls', /control characters/],
	['ssh h\u001b[2J', /control characters/],
];

for (const [line, words] of refusedLines) {
	test(`says why not to ${JSON.stringify(line)}`, () => {
		const result = parseTyped(line, home);
		assert.ok(result instanceof Refusal);
		assert.match(`${result.message} ${result.nextStep}`, words);
	});
}

/** What ssh makes of a command line, run by a shell. */
function effective(command: string): string {
	const line = command.replace(/^ssh/, 'ssh -F none -G -T');
	return execFileSync('bash', ['-c', line], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
		env: {...process.env, HOME: home},
	});
}

test('what is understood means the same to ssh as the line itself does in a shell', () => {
	for (const [line, args] of understoodLines) {
		if (/^ssh .*[^\]:]$/.test(line) && !line.includes('[') && !line.includes('-F')) {
			const asTyped = effective(line).replace(/^host .*\n/, '');
			assert.equal(effective(commandLine(args)).replace(/^host .*\n/, ''), asTyped, line);
		}
	}
});
