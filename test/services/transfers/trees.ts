import {randomBytes} from 'node:crypto';
import {chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {tempDir} from '../../helpers/temp-dir.ts';

/** Two empty directories. */
export function twoPlaces(): {from: string; to: string} {
	const directory = tempDir('copy');
	const [from, to] = [join(directory, 'from'), join(directory, 'to')];
	mkdirSync(from);
	mkdirSync(to);
	return {from, to};
}

/** What the tree of `makeTree` holds, the bytes not counted. */
export const treeTotals = {files: 124, directories: 4, links: 1};

/** Makes a tree `tree` with all that a copy should keep. */
export function makeTree(directory: string): void {
	mkdirSync(join(directory, 'tree/a/b'), {recursive: true});
	for (let n = 0; n < 120; n++) {
		writeFileSync(join(directory, `tree/a/file ${n}`), `content ${n}`);
	}
	writeFileSync(join(directory, 'tree/empty'), '');
	writeFileSync(join(directory, 'tree/a/b/日本語 😀'), randomBytes(3_000_000));
	writeFileSync(Buffer.concat([Buffer.from(`${directory}/tree/`), Buffer.from([0xff, 0xfe])]), 'bytes');
	writeFileSync(join(directory, 'tree/script'), '#!/bin/sh\n');
	chmodSync(join(directory, 'tree/script'), 0o750);
	symlinkSync('a/b', join(directory, 'tree/link'));
	mkdirSync(join(directory, 'tree/closed'));
	chmodSync(join(directory, 'tree/closed'), 0o550);
	utimesSync(join(directory, 'tree/empty'), 1_000_000_000, 1_000_000_000);
	utimesSync(join(directory, 'tree/a'), 1_100_000_000, 1_100_000_000);
}
