import assert from 'node:assert/strict';
import {chmodSync, lstatSync, mkdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {longLine, modeText} from '../../../source/demo/sandbox/long-line.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

test('tells the type and the permissions', () => {
	const directory = tempDir('ll');
	writeFileSync(join(directory, 'file'), '');
	chmodSync(join(directory, 'file'), 0o640);
	symlinkSync('file', join(directory, 'link'));
	mkdirSync(join(directory, 'dir'));
	chmodSync(join(directory, 'dir'), 0o755);
	const mode = (name: string): string => modeText(lstatSync(join(directory, name)).mode);
	assert.equal(mode('file'), '-rw-r-----');
	assert.equal(mode('link')[0], 'l');
	assert.equal(mode('dir'), 'drwxr-xr-x');
});

test('tells the time of day of the last half year, and the year before that', () => {
	const file = join(tempDir('ll'), 'file');
	writeFileSync(file, '12345');
	chmodSync(file, 0o644);
	const now = new Date(2026, 5, 20, 12, 0);
	const line = (time: Date): string => {
		utimesSync(file, time, time);
		return longLine(lstatSync(file), 'me', now.getTime());
	};
	assert.equal(line(new Date(2026, 5, 3, 9, 5)), '-rw-r--r--   1 me       me               5 Jun  3 09:05');
	assert.equal(line(new Date(2025, 0, 13, 9, 5)), '-rw-r--r--   1 me       me               5 Jan 13  2025');
});
