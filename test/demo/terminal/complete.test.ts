import assert from 'node:assert/strict';
import {test} from 'node:test';
import {complete} from '../../../source/demo/terminal/complete.ts';

const directories: Record<string, string[]> = {
	'': ['notes.txt', 'notes.old', 'projects/', 'two words.txt', '.hidden'],
	'projects/': ['garden/', 'boat/'],
};
const choices = {
	commands: ['cat', 'cd', 'clear', 'ls'],
	list: (directory: string) => directories[directory] ?? [],
};

const cases: Array<[before: string, insert: string, candidates: string[]]> = [
	['l', 's ', []],
	['c', '', ['cat', 'cd', 'clear']],
	['cl', 'ear ', []],
	['ls pro', 'jects/', []],
	['ls projects/b', 'oat/', []],
	['ls projects/', '', ['boat/', 'garden/']],
	['cat no', 'tes.', ['notes.old', 'notes.txt']],
	['cat tw', 'o\\ words.txt ', []],
	['cat two\\ w', 'ords.txt ', []],
	['cat .h', 'idden ', []],
	['cat x; cl', 'ear ', []],
	['cat > no', 'tes.', ['notes.old', 'notes.txt']],
	['cat nothing', '', []],
];
for (const [before, insert, candidates] of cases) {
	test(`completes ${before}`, () => assert.deepEqual(complete(before, choices), {insert, candidates}));
}

test('offers no hidden names unless asked', () => {
	assert.ok(!complete('cat ', choices).candidates.includes('.hidden'));
});
