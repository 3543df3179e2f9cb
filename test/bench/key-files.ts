import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {listKeyFiles} from '../../source/services/keys/list-key-files.ts';
import {type Context, median, type Row, ratioRow} from './measure.ts';

const count = 200;
const kinds = [
	['-t', 'ed25519', '-N', ''],
	['-t', 'ed25519', '-N', 'secret', '-a', '1'],
	['-t', 'rsa', '-b', '2048', '-N', ''],
	['-t', 'ecdsa', '-N', '', '-m', 'PEM'],
] as const;

/** What reading 200 key files costs inside the process, as time, against `ssh-keygen -l` on each. */
export async function measureKeyFiles({isQuick}: Context): Promise<Row[]> {
	const directory = mkdtempSync(join(tmpdir(), 'sp-bench-'));
	try {
		for (const [index, kind] of kinds.entries()) {
			execFileSync('ssh-keygen', ['-q', ...kind, '-C', 'a comment', '-f', join(directory, `key-${index}`)]);
		}
		for (let index = kinds.length; index < count; index++) {
			for (const end of ['', '.pub']) {
				copyFileSync(
					join(directory, `key-${index % kinds.length}${end}`),
					join(directory, `key-${index}${end}`),
				);
			}
		}
		const ours: number[] = [];
		const theirs: number[] = [];
		for (let round = 0; round < (isQuick ? 3 : 9); round++) {
			const started = performance.now();
			const {length} = await listKeyFiles(directory);
			ours.push(performance.now() - started);
			if (length !== count) {
				throw new Error(`${length} keys were read.`);
			}
		}
		for (let round = 0; round < (isQuick ? 1 : 3); round++) {
			const started = performance.now();
			for (let index = 0; index < count; index++) {
				execFileSync('ssh-keygen', ['-lf', join(directory, `key-${index}`)]);
			}
			theirs.push(performance.now() - started);
		}
		return [ratioRow('200 key files', median(ours), median(theirs), 'ssh-keygen -l on each', 0.1)];
	} finally {
		rmSync(directory, {recursive: true, force: true});
	}
}
