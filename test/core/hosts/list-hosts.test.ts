import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type ConfigLine, readConfigText} from '../../../source/core/hosts/config-text.ts';
import {blocksOf, type ConfigNode} from '../../../source/core/hosts/config-tree.ts';
import {listHosts} from '../../../source/core/hosts/list-hosts.ts';

/** A file whose `Include NAME` lines bring in the files of that name. */
function node(path: string, texts: Readonly<Record<string, string>>): ConfigNode {
	const lines = readConfigText(texts[path] ?? '');
	const includes = new Map<ConfigLine, ConfigNode[]>();
	for (const line of lines.filter(({keyword}) => keyword === 'include')) {
		includes.set(
			line,
			line.argument.split(' ').map(name => node(name, texts)),
		);
	}
	return {path, lines, includes};
}

function list(text: string, more: Readonly<Record<string, string>> = {}) {
	return listHosts(blocksOf([node('/c', {...more, '/c': text})]));
}

function host(alias: string, text: string, more?: Readonly<Record<string, string>>) {
	const found = list(text, more).hosts.find(one => one.alias === alias);
	assert.ok(found, `${alias} is listed`);
	return found;
}

test('every name of a Host line is listed with its line, and patterns apart', () => {
	const {hosts, patterns} = list('Host a b *.x !c\n\nHost *.prod\n# tags: prod\nHost d # e\nHost !z\n');
	assert.deepEqual(
		hosts.map(({alias, source, patterns: names}) => [alias, source, names]),
		[
			['a', {file: '/c', line: 1}, ['a', 'b', '*.x', '!c']],
			['b', {file: '/c', line: 1}, ['a', 'b', '*.x', '!c']],
			['d', {file: '/c', line: 5}, ['d']],
		],
	);
	assert.deepEqual(patterns, [
		{patterns: ['*.prod'], source: {file: '/c', line: 3}, tags: ['prod']},
		{patterns: ['!z'], source: {file: '/c', line: 6}, tags: []},
	]);
});

test('the first value wins over all Host blocks, wildcards and negations included', () => {
	const text =
		'User early\nHost * !web\nPort 1\nHost web\nHostName %h.%%x\nUser late\nHost w*\nPort 2\nProxyJump j1,j2 # c\nHost *\nPort 3\n';
	const {hostName, user, port, proxyJump} = host('web', text);
	assert.deepEqual([hostName, user, port, proxyJump], ['web.%x', 'early', 2, 'j1,j2']);
});

test('what no line says is null', () => {
	const {hostName, user, port, proxyJump, tags, refused} = host('web', 'Host web\n');
	assert.deepEqual([hostName, user, port, proxyJump, tags, refused], [null, null, null, null, [], null]);
});

test('Match never applies', () => {
	const text = 'Host web\nMatch host web\nPort 1\nMatch all\nPort 2\nUser x\n';
	assert.deepEqual([host('web', text).port, host('web', text).user], [null, null]);
});

test('a ProxyCommand before a ProxyJump excludes it, and none is none', () => {
	assert.equal(host('web', 'Host web\nProxyCommand x\nProxyJump j\n').proxyJump, null);
	assert.equal(host('web', 'Host web\nProxyJump none\nHost *\nProxyJump j\n').proxyJump, null);
});

test('a bad port is no port', () => {
	assert.equal(host('web', 'Host web\nPort abc\nPort 22\n').port, null);
	assert.equal(host('web', 'Host web\nPort 65536\n').port, null);
	assert.equal(host('web', 'Host web\nPort ssh\n').port, 22);
});

test('an alias on several lines is listed where it stands first, with all its tags', () => {
	const {hosts} = list('Host web\n# tags: a\nHost db web\n# tags: b, a\n');
	assert.deepEqual(
		hosts.map(({alias, source, tags}) => [alias, source.line, tags]),
		[
			['web', 1, ['a', 'b']],
			['db', 3, ['b', 'a']],
		],
	);
});

test('the block around an Include decides about the values in it, not about its hosts', () => {
	const text =
		'Host web\nInclude /i\nPort 9\nHost other\nInclude /i\nMatch all\nInclude /j\nMatch host x\nInclude /k\n';
	const more = {
		'/i': 'User x\nHost inner\nPort 1\nHost *\nHostName h\n',
		'/j': 'Host all\nPort 3\n',
		'/k': 'Host matched\nPort 4\n',
	};
	const values = (alias: string) => {
		const {hostName, user, port} = host(alias, text, more);
		return [hostName, user, port];
	};
	assert.deepEqual(values('web'), ['h', 'x', 9]);
	assert.deepEqual(values('inner'), [null, null, null]);
	assert.deepEqual(values('all'), [null, null, 3]);
	assert.deepEqual(values('matched'), [null, null, null]);
});

test('a block cut by an Include is listed once', () => {
	const {hosts, patterns} = list('Host *.a\nPort 1\nInclude /i\nUser x\nHost b\n', {'/i': 'Host c\n'});
	assert.equal(patterns.length, 1);
	assert.deepEqual(
		hosts.map(({alias}) => alias),
		['c', 'b'],
	);
});

test('ten thousand hosts with a pattern each are listed at once', () => {
	let text = 'Host *.prod\nUser root\n';
	for (let i = 0; i < 10_000; i++) {
		text += `Host web${i} web${i}.*\nHostName 10.0.0.1\nPort ${i + 1}\n`;
	}
	const began = performance.now();
	const {hosts} = list(`${text}Host *\nUser x\n`);
	assert.ok(performance.now() - began < 3000);
	assert.equal(hosts.length, 10_000);
	assert.deepEqual([hosts[9999]?.port, hosts[9999]?.user], [10_000, 'x']);
});

test('a config of nothing but patterns and hosts without end is listed, too', () => {
	const text =
		'Host *a*\nPort 1\n'.repeat(100_000) + Array.from({length: 20_000}, (_, i) => `Host a${i}\n`).join('');
	const began = performance.now();
	const {hosts, patterns} = list(text);
	assert.ok(performance.now() - began < 10_000);
	assert.deepEqual([hosts.length, patterns.length, hosts[0]?.port], [20_000, 100_000, 1]);
});
