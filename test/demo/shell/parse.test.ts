import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parse} from '../../../source/demo/shell/parse.ts';

/** Steps as text: `when: command | command`, words in brackets, redirections after them. */
function told(line: string): string[] {
	return parse(line).map(({when, pipeline}) => {
		const commands = pipeline.map(({words, redirections}) => {
			const parts = words.map(word => `[${word.map(({text}) => text).join('')}]`);
			const more = redirections.map(({stream, append, target}) => {
				const to = typeof target === 'number' ? `&${target}` : target.map(({text}) => text).join('');
				return `${stream}${append ? '>>' : '>'}${to}`;
			});
			return [...parts, ...more].join(' ');
		});
		return `${when}: ${commands.join(' | ')}`;
	});
}

const cases: Array<[line: string, steps: string[]]> = [
	['', []],
	['   # only a comment', []],
	['ls -l', ['always: [ls] [-l]']],
	['a; b && c || d', ['always: [a]', 'always: [b]', 'success: [c]', 'failure: [d]']],
	['a;', ['always: [a]']],
	['a\nb', ['always: [a]', 'always: [b]']],
	['a | b|c', ['always: [a] | [b] | [c]']],
	[`echo 'a "b"' "c 'd'" e\\ f`, [`always: [echo] [a "b"] [c 'd'] [e f]`]],
	['echo a"b"\'c\'', ['always: [echo] [abc]']],
	['echo "a\\"b"', ['always: [echo] [a"b]']],
	['echo x>y', ['always: [echo] [x] 1>y']],
	['cat <a >>b 2>c', ['always: [cat] 0>a 1>>b 2>c']],
	['x 2>&1 >&2', ['always: [x] 2>&1 1>&2']],
	['> empty', ['always: 1>empty']],
	['echo 2 a#b', ['always: [echo] [2] [a#b]']],
	['echo ""', ['always: [echo] []']],
];
for (const [line, steps] of cases) {
	test(`reads ${JSON.stringify(line)}`, () => assert.deepEqual(told(line), steps));
}

for (const line of [
	'a |',
	'| a',
	'a | | b',
	'a &&',
	'&& a',
	'a >',
	'a > | b',
	"'open",
	'"open',
	'a & b',
	'a $(b)',
	'`a`',
	'(a)',
]) {
	test(`complains about ${line}`, () => {
		assert.throws(() => parse(line), {name: 'CommandError', status: 2});
	});
}
