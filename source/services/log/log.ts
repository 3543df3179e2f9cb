import {appendFileSync, renameSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {printable, printableLines} from '../../core/text/printable.ts';
import {makePrivateDirectory} from '../private-directory.ts';

const largest = 1024 * 1024;

export type Log = (line: string, error?: unknown) => void;

/**
 * The log file `sallyport.log` (0600) in the state directory. Written at once, so that a crash is in it too; begun anew
 * past 1 MiB, the old one kept as `.1`. Where it cannot be written nothing is logged: a log must not stop the program.
 */
export function openLog(directory: string, now: () => number): Log {
	const file = join(directory, 'sallyport.log');
	return (line, error) => {
		const trace =
			error === undefined ? [] : printableLines(inspect(error, {depth: 4})).map(part => `    ${part}`);
		const text = [`${new Date(now()).toISOString()} ${printable(line)}`, ...trace].join('\n');
		try {
			makePrivateDirectory(directory);
			if ((statSync(file, {throwIfNoEntry: false})?.size ?? 0) > largest) {
				renameSync(file, `${file}.1`);
			}
			appendFileSync(file, `${text}\n`, {mode: 0o600});
		} catch {}
	};
}
