import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {atExit} from './at-exit.ts';

/**
 * A private directory, removed when the file of tests has run: by then all programs that write into it have been ended.
 * The path is short enough for sockets.
 */
export function tempDir(name = 't', parent = tmpdir()): string {
	const directory = mkdtempSync(join(parent, `sp-${name}-`));
	atExit(() => rmSync(directory, {recursive: true, force: true, maxRetries: 3}));
	return directory;
}
