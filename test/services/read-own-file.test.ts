import assert from 'node:assert/strict';
import {symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {readOwnFile} from '../../source/services/read-own-file.ts';
import {tempDir} from '../helpers/temp-dir.ts';

test('a regular file of this user is read, one that is missing is none, anything else is refused', () => {
	const directory = tempDir('own');
	const file = join(directory, 'file');
	writeFileSync(file, 'text');
	assert.equal(readOwnFile(file, 4), 'text');
	assert.equal(readOwnFile(join(directory, 'none'), 4), null);
	assert.equal(readOwnFile(join(file, 'below'), 4), null);
	assert.throws(() => readOwnFile(file, 3), /file is not a file of ours/);
	assert.throws(() => readOwnFile(directory, 4), /is not a file of ours/);
	symlinkSync(file, join(directory, 'link'));
	assert.throws(() => readOwnFile(join(directory, 'link'), 4), /link cannot be read/);
});
