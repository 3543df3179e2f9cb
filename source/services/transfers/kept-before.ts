import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {printable} from '../../core/text/printable.ts';
import {partNameIn, type Run} from './run.ts';

/** Files that are told one by one. */
const mostTold = 3;

/** Where what a file held is kept before it is written into, by the name of its part file: the last one there is, and a free one. */
export function keptBefore(
	backups: string,
	partName: string,
): {readonly last: string | null; readonly free: string} {
	const name = partName.replace(/^\.sallyport-(.*)\.part$/, '$1');
	const path = (number: number): string => join(backups, number === 1 ? name : `${name}-${number}`);
	let number = 1;
	while (existsSync(path(number))) {
		number += 1;
	}
	return {last: number === 1 ? null : path(number - 1), free: path(number)};
}

/** Says of files that a run began to write into, and did not end, where what they held is; null where there are none. */
export function describeHalfWritten(run: Run, backups: string): string | null {
	const told: string[] = [];
	for (const key of run.begun.keys()) {
		const {last} = keptBefore(backups, partNameIn(run, {key}));
		if (last !== null) {
			told.push(
				`The file that ${printable(key)} was to be written into may hold only a part of it. What it held before is in ${printable(last)}.`,
			);
		}
	}
	const others = told.length - mostTold;
	const rest = others > 0 ? [`There are ${others} more of those.`] : [];
	return told.length === 0 ? null : [...told.slice(0, mostTold), ...rest].join(' ');
}
