import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after} from 'node:test';

/** A private directory of the running test (or file of tests), removed when it ends. The path is short enough for sockets. */
export function tempDir(name = 't'): string {
	const directory = mkdtempSync(join(tmpdir(), `sp-${name}-`));
	after(() => {
		rmSync(directory, {recursive: true, force: true, maxRetries: 3});
	});
	return directory;
}
