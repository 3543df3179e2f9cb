import assert from 'node:assert/strict';
import {existsSync, mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {makePrivateDirectory} from '../../source/services/private-directory.ts';
import {tempDir} from '../helpers/temp-dir.ts';

test('what is missing of a path is made, for this user alone; what is there stays', () => {
	const top = tempDir('private');
	mkdirSync(join(top, 'a'), {mode: 0o755});
	makePrivateDirectory(join(top, 'a/b/c'));
	makePrivateDirectory(join(top, 'a/b/c'));
	const modes = ['a', 'a/b', 'a/b/c'].map(path => statSync(join(top, path)).mode & 0o777);
	assert.deepEqual(modes, [0o755, 0o700, 0o700]);
	symlinkSync(join(top, 'a'), join(top, 'link'));
	makePrivateDirectory(join(top, 'link'));
});

test('where none can be made it says so at once', () => {
	const file = join(tempDir('private'), 'file');
	writeFileSync(file, '');
	assert.throws(() => makePrivateDirectory(file), {code: 'EEXIST'});
	assert.throws(() => makePrivateDirectory(join(file, 'a')), {code: 'ENOTDIR'});
	if (existsSync('/proc/self')) {
		assert.throws(() => makePrivateDirectory('/proc/none/a'), {code: 'ENOENT'});
	}
});
