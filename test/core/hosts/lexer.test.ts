import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readConfigText, readTags} from '../../../source/core/hosts/config-text.ts';
import {readDirective, splitArguments} from '../../../source/core/hosts/lexer.ts';

test('a line is a keyword in lower case and its arguments', () => {
	for (const [line, keyword, argument] of [
		['Host web', 'host', 'web'],
		['\t HostName=h.example  ', 'hostname', 'h.example'],
		['Port = 22\r', 'port', '22'],
		['User \t =  bob \f', 'user', 'bob'],
		['"Host" web', 'host', 'web'],
		['ProxyCommand = = nc', 'proxycommand', '= nc'],
		['= Host web', 'host', 'web'],
		['Port', 'port', ''],
		['Host web\0 junk', 'host', 'web'],
		['Bogus-Option x', 'bogus-option', 'x'],
		['Host"x" y', 'hostx', 'y'],
	] as const) {
		assert.deepEqual(readDirective(line), {keyword, argument}, line);
		assert.deepEqual(readConfigText(line), [{number: 1, keyword, argument}], line);
	}
});

test('an empty line and a comment are nothing', () => {
	for (const line of ['', '   ', '# Host web', '  #x', '\0Host web', '\t\r', '"open']) {
		assert.equal(readDirective(line), null, line);
	}
});

test('arguments are unquoted and end at a comment', () => {
	for (const [text, words] of [
		['a  b\tc', ['a', 'b', 'c']],
		['"a b" c', ['a b', 'c']],
		["'a \"b' c", ['a "b', 'c']],
		['a"b c"d', ['ab cd']],
		['a # b', ['a']],
		['a#b', ['a#b']],
		['a\\ b', ['a b']],
		['"a\\ b"', ['a\\ b']],
		['a\\"b \\\\ \\x', ['a"b', '\\', '\\x']],
		['""', ['']],
		['', []],
		['"open', null],
		["it's", null],
	] as const) {
		assert.deepEqual(splitArguments(text), words, text);
	}
});

test('lines are counted, and a byte order mark is passed over', () => {
	assert.deepEqual(readConfigText('\uFEFF\n# x\nHost web\r\n\r\n  Port 22'), [
		{number: 3, keyword: 'host', argument: 'web'},
		{number: 5, keyword: 'port', argument: '22'},
	]);
});

test('a tags comment is read, each tag once', () => {
	assert.deepEqual(readConfigText('  #Tags : prod, eu\n#tagsx: no\n'), [
		{number: 1, keyword: '#tags', argument: ' prod, eu'},
	]);
	assert.deepEqual(readTags(' prod, #eu,,prod  west\r'), ['prod', 'eu', 'west']);
});

test('a form feed at the end of a line is a blank, elsewhere it is not; a NUL ends its own line only', () => {
	assert.deepEqual(readConfigText('Host a b \f\r\n\r# tags: x\nUser \fz\0y\n'), [
		{number: 1, keyword: 'host', argument: 'a b'},
		{number: 2, keyword: '#tags', argument: ' x'},
		{number: 3, keyword: 'user', argument: '\fz'},
	]);
});
