import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {isFileFailure} from '../../../source/core/files/file-failure.ts';
import {listAhead} from '../../../source/services/transfers/list-ahead.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

const never = new AbortController().signal;

/** The files of this machine, which directories were really listed, and of which that is over. */
function counted() {
	const [listed, over]: [string[], string[]] = [[], []];
	const real = quickLocalFiles('/');
	const files: typeof real = {
		...real,
		list: (path, options) => {
			listed.push(path);
			return real.list(path, options).finally(() => over.push(path));
		},
	};
	return {files, listed, over};
}

async function namesIn(files: ReturnType<typeof listAhead>, path: string): Promise<string[]> {
	const names: string[] = [];
	await files.list(path, {onEntries: entries => void names.push(...entries.map(({name}) => name))});
	return names.toSorted();
}

test('a tree is listed before it is asked for, once', async () => {
	const top = tempDir('ahead');
	mkdirSync(join(top, 'a/b'), {recursive: true});
	writeFileSync(join(top, 'a/b/deep'), '');
	writeFileSync(join(top, 'a/file'), '');
	const {files, listed} = counted();
	const ahead = listAhead(files, [top], never);
	assert.deepEqual(await namesIn(ahead, top), ['a']);
	assert.deepEqual(await namesIn(ahead, join(top, 'a')), ['b', 'file']);
	assert.deepEqual(await namesIn(ahead, join(top, 'a/b')), ['deep']);
	assert.deepEqual(listed.toSorted(), [top, join(top, 'a'), join(top, 'a/b')]);
	writeFileSync(join(top, 'a/later'), '');
	assert.deepEqual(await namesIn(ahead, join(top, 'a')), ['b', 'file', 'later']);
});

test('what could not be listed before is tried when it is asked for, and fails as ever', async () => {
	const top = tempDir('ahead');
	const {files, over} = counted();
	const path = join(top, 'none');
	const ahead = listAhead(files, [path], never);
	await assert.rejects(namesIn(ahead, path), error => isFileFailure(error, 'not-found'));
	const other = listAhead(files, [path], never);
	await until(() => over.length === 3);
	mkdirSync(path);
	writeFileSync(join(path, 'there'), '');
	assert.deepEqual(await namesIn(other, path), ['there']);
});

test('nothing is listed twice by who asks before all is listed', async () => {
	const top = tempDir('ahead');
	for (let number = 0; number < 60; number++) {
		mkdirSync(join(top, `a${number}/b/c`), {recursive: true});
	}
	const {files, listed} = counted();
	const ahead = listAhead(files, [top], never);
	const walk = async (path: string): Promise<void> => {
		for (const name of await namesIn(ahead, path)) {
			await walk(join(path, name));
		}
	};
	await walk(top);
	await until(() => listed.length >= 181);
	assert.equal(listed.length, new Set(listed).size);
});

test('nothing goes on once it is over', async () => {
	const top = tempDir('ahead');
	mkdirSync(join(top, 'a'));
	const {files, listed} = counted();
	const over = new AbortController();
	const ahead = listAhead(files, [top], over.signal);
	over.abort();
	assert.deepEqual(await namesIn(ahead, top), ['a']);
	assert.ok(!listed.includes(join(top, 'a')), listed.join(' '));
});
