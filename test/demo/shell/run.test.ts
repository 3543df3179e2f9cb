import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {openShell} from './shell-run.ts';

const tree = {
	'~/notes.txt': 'one\ntwo\nthree\n',
	'~/more notes.txt': 'four\n',
	'~/deep/er/file': 'x\n',
	'~/link': {link: 'deep'},
	'~/bare': 'no line end',
	'~/out': {link: '../../../../../../../../etc'},
};

const cases: Array<[line: string, out: string, status?: number, err?: string]> = [
	['pwd', '/home/me\n'],
	['cd deep/er && pwd', '/home/me/deep/er\n'],
	['cd ..; pwd; cd; pwd', '/home\n/home/me\n'],
	['cd /../../..; pwd', '/\n'],
	['cd link; pwd', '/home/me/deep\n'],
	['cat notes.txt "more notes.txt"', 'one\ntwo\nthree\nfour\n'],
	['cat nothing', '', 1, 'cat: nothing: No such file or directory\n'],
	['cat deep', '', 1, 'cat: deep: Is a directory\n'],
	['cat notes.txt/x', '', 1, 'cat: notes.txt/x: Not a directory\n'],
	['head -n 1 notes.txt; head -2 notes.txt', 'one\none\ntwo\n'],
	['tail -1 notes.txt; tail -n 2 notes.txt', 'three\ntwo\nthree\n'],
	['tail -1 bare', 'no line end\n'],
	['wc notes.txt', '      3       3      14 notes.txt\n'],
	['cat notes.txt | wc -l', '3\n'],
	['cat notes.txt | grep o | tail -n 1', 'two\n'],
	['grep -i TWO notes.txt', 'two\n'],
	['grep absent notes.txt', '', 1],
	['echo a   b "c  d"', 'a b c  d\n'],
	['echo $USER "$HOME" \'$HOME\' $nothing. \\$HOME', 'me /home/me $HOME . $HOME\n'],
	['A=5; echo $A', '5\n'],
	['false; echo $?', '1\n'],
	['false || echo no; true && echo yes; false && echo never', 'no\nyes\n', 1],
	['echo *.txt', 'more notes.txt notes.txt\n'],
	['echo deep/* none/* "*"', 'deep/er none/* *\n'],
	['ls', 'bare\ndeep\nlink\nmore notes.txt\nnotes.txt\nout\n'],
	['ls deep link/er', 'deep:\ner\n\nlink/er:\nfile\n'],
	['ls -d deep notes.txt', 'deep\nnotes.txt\n'],
	['ls nope', '', 1, 'ls: nope: No such file or directory\n'],
	['seq 3; seq 5 6', '1\n2\n3\n5\n6\n'],
	['whoami; hostname; uname', 'me\nbox\nDemo\n'],
	['nothing-such', '', 127, 'nothing-such: command not found (help lists what there is)\n'],
	['/bin/echo x', 'x\n'],
	['echo a > f; echo b >> f; cat < f', 'a\nb\n'],
	['echo a > /dev/null; cat nothing 2> /dev/null', '', 1],
	['cat nothing 2>&1 | wc -l', '1\n'],
	['echo x > no/where', '', 1, 'echo: no/where: No such file or directory\n'],
	['exit 300', '', 44],
	['exit; echo never', ''],
	['ls out; cd out; pwd', 'motd\n/etc\n'],
];
for (const [line, out, status = 0, err = ''] of cases) {
	test(`runs ${line}`, async () => {
		const {run} = await openShell(tree);
		const ran = await run(line);
		assert.deepEqual(ran, {status, out, err});
	});
}

test('reads its input', async () => {
	const {run} = await openShell();
	await run('cat > file', {input: 'typed\n'});
	assert.equal((await run('cat file')).out, 'typed\n');
});

test('makes, copies, moves and removes', async () => {
	const {run, root} = await openShell(tree);
	const home = join(root, 'home/me');
	const ran = await run(
		'mkdir -p a/b/c; cp notes.txt a; cp -r deep a/b; mv a/notes.txt a/b/n; touch t; rm bare',
	);
	assert.deepEqual(ran, {status: 0, out: '', err: ''});
	assert.equal(readFileSync(join(home, 'a/b/n'), 'utf8'), 'one\ntwo\nthree\n');
	assert.equal(readFileSync(join(home, 'a/b/deep/er/file'), 'utf8'), 'x\n');
	assert.ok(
		existsSync(join(home, 't')) && !existsSync(join(home, 'bare')) && !existsSync(join(home, 'a/notes.txt')),
	);
	assert.equal((await run('rm a')).err, 'rm: a: Is a directory\n');
	assert.equal((await run('rm -r a && ls a')).status, 1);
	assert.equal((await run('rm -rf / ; pwd')).out, '/home/me\n');
});

test('does not copy a file or a directory onto itself', async () => {
	const {run} = await openShell(tree);
	assert.equal((await run('cp notes.txt notes.txt; cat notes.txt | wc -l')).out, '3\n');
	assert.equal((await run('cp -r deep deep/er/again')).status, 1);
	assert.equal((await run('cp -r deep deep')).status, 1);
});

test('removing a link leaves what it leads to', async () => {
	const {run} = await openShell(tree);
	assert.equal((await run('rm -r link; cat deep/er/file')).out, 'x\n');
});

test('a terminal gets names without control characters, a pipe gets them as they are', async () => {
	const {run} = await openShell({'~/\u001B[31mred': ''});
	assert.match((await run('ls -1', {isTerminal: true})).out, /^\\x1b\[31mred\n$/);
	assert.equal((await run('ls')).out, '\u001B[31mred\n');
});

test('Ctrl+C ends a command and what was to follow', async () => {
	const {run} = await openShell();
	const controller = new AbortController();
	const running = run('sleep 60; echo never', {signal: controller.signal});
	controller.abort();
	assert.deepEqual(await running, {status: 130, out: '', err: ''});
});

test('a pipe holds no more than it should', async () => {
	const {run} = await openShell({'~/big': {size: 32 * 1024 * 1024}});
	assert.match((await run('cat big | wc -c')).err, /too much for the pipe/);
	assert.equal((await run('wc -c big')).out, '33554432 big\n');
});
