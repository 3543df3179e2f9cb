import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ConfigParts} from '../../../source/core/hosts/config-parts.ts';
import {type ConfigLine, readConfigText} from '../../../source/core/hosts/config-text.ts';
import {blocksOf, type ConfigNode, gatherBlocks} from '../../../source/core/hosts/config-tree.ts';
import {listHosts} from '../../../source/core/hosts/list-hosts.ts';
import {corpus} from '../../services/ssh-config/corpus.ts';

/** What lines are made of here, so that most of a text is odd in some way. */
const pieces = {
	start: ['', '', '', ' ', '\t', '\r', '=', '"', '\f', '\0', ' = ', '""', '#', '\uFEFF'],
	keyword: [
		...[
			'Host',
			'host',
			'HOST',
			'Match',
			'match',
			'Include',
			'include',
			'HostName',
			'Hostname',
			'User',
			'Port',
		],
		...[
			'ProxyJump',
			'LocalForward',
			'remoteforward',
			'DYNAMICFORWARD',
			'Ho"st"',
			'"Host"',
			'Hos"t',
			'"match"',
		],
		...[
			'# tags:',
			'#tags :',
			'Host#',
			'includes',
			'Matches',
			'Ho\0st',
			'hoſt',
			'İnclude',
			'x'.repeat(40),
			'',
		],
	],
	gap: [' ', ' ', ' ', '\t', '  ', '=', ' = ', '\r', '\f', '', '\0', ' "', '"'],
	argument: [
		...[
			'a',
			'b.c',
			'web-1',
			'user@host',
			'*',
			'w*',
			'!b',
			'a !b *',
			'"a b"',
			"'c'",
			'-x',
			'a b c',
			'é',
			'a,b',
		],
		...[
			'all',
			'host a',
			'final',
			'i',
			'i j',
			'22',
			'70000',
			'8080 db:80',
			'%h.x',
			'# c',
			'a # c',
			'a#c',
			'""',
			'',
		],
	],
	end: ['\n', '\n', '\n', '\r\n', ' \n', '\t\r\n', ' \f\n', '\n\n', '\r\r\n', '\0\n', '"\n', ''],
};

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

function oddText(seed: number): string {
	const next = numbers(seed);
	const isMostlyPlain = next(2) === 0;
	const lines = Array.from({length: next(14)}, () =>
		isMostlyPlain && next(4) > 0
			? `Host p${next(30)}\n\tUser u${next(9)}\n${next(3) === 0 ? '\t# tags: t\n' : ''}`
			: Object.values(pieces)
					.map(choices => choices[next(choices.length)])
					.join(''),
	);
	return (next(20) === 0 ? '\uFEFF' : '') + lines.join('');
}

/** A config of two files: every Include of the first brings in the second. */
function tree(text: string, inner: string, read: (text: string) => ConfigNode['lines']): ConfigNode[] {
	const node = (path: string, lines: ConfigNode['lines'], nodes: readonly ConfigNode[]): ConfigNode => {
		const heads =
			lines instanceof ConfigParts
				? lines.heads('include')
				: lines.filter(line => line.keyword === 'include');
		return {path, lines, includes: new Map(heads.map((line: ConfigLine) => [line, nodes]))};
	};
	return [node('/c', read(text), [node('/i', read(inner), [])])];
}

const texts = [
	...corpus.flatMap(({config, files = {}}) => [config, ...Object.values(files)]),
	...Array.from({length: 3000}, (_, seed) => oddText(seed)),
];

test('a text in parts has the lines that it has as a whole, in whichever order they are asked for', () => {
	for (const text of texts) {
		const whole = readConfigText(text);
		assert.deepEqual(new ConfigParts(text).lines, whole, JSON.stringify(text));
		const parts = new ConfigParts(text);
		const backwards = Array.from({length: parts.count}, (_, index) => {
			const part = parts.count - 1 - index;
			const body = parts.bodyAt(part);
			const head = parts.headAt(part);
			return head === null ? body : [head, ...body];
		});
		assert.deepEqual(backwards.reverse().flat(), whole, JSON.stringify(text));
		for (const kind of ['match', 'include'] as const) {
			assert.deepEqual(
				new ConfigParts(text).heads(kind),
				whole.filter(({keyword}) => keyword === kind),
			);
		}
	}
});

test('the blocks and hosts of texts in parts are those of the same lines read beforehand', () => {
	for (const [index, text] of texts.entries()) {
		const inner = texts[(index * 7) % texts.length] as string;
		const lazy = blocksOf(tree(text, inner, each => new ConfigParts(each)));
		const eager = blocksOf(tree(text, inner, readConfigText));
		const listed = listHosts(gatherBlocks(tree(text, inner, each => new ConfigParts(each))));
		const describe = ({kind, name, isContinued, scope, lines}: (typeof lazy)[number]) => ({
			...{kind, isContinued, scope, lines},
			isRightName: name === undefined || (scope.names.length === 1 && scope.names[0] === name),
		});
		assert.deepEqual(lazy.map(describe), eager.map(describe), JSON.stringify(text));
		for (const {mayForward, lines} of lazy) {
			assert.ok(mayForward || !lines.some(line => /^(local|remote|dynamic)forward$/.test(line.keyword)));
		}
		const hosts = listHosts(eager).hosts.map(values);
		assert.deepEqual(listed.hosts.toReversed().map(values).reverse(), hosts, JSON.stringify(text));
		assert.deepEqual(listed.patterns, listHosts(eager).patterns);
	}
});

function values(host: ReturnType<typeof listHosts>['hosts'][number]): object {
	const {alias, source, patterns, hostName, user, port, proxyJump, tags, refused} = host;
	return {alias, source, patterns, hostName, user, port, proxyJump, tags, refused};
}

test('a line of nothing but blanks, letters or quotes as long as a file may be is cut', () => {
	for (const character of [' ', '\t', 'a', '"', '=', '\r']) {
		const text = `Host a\n${character.repeat(1_000_000)}\nHost b\nHost ${character.repeat(1_000_000)}!`;
		const parts = new ConfigParts(text);
		assert.equal(parts.nameAt(1), 'a');
		assert.equal(parts.headAt(parts.count - 1)?.number, 4);
	}
});
