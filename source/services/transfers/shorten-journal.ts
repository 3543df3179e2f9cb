import {
	closeSync,
	constants,
	fsyncSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {printJournalLine, withoutMarks} from '../../core/transfers/journal.ts';

const {O_WRONLY, O_CREAT, O_EXCL} = constants;

/** What a journal is written to that takes the place of another one. */
function besideOf(path: string): string {
	return `${path}.new`;
}

/** Removes what a process left that ended while it shortened a journal. */
export function removeBeside(path: string): void {
	rmSync(besideOf(path), {force: true});
}

/** Writes a journal anew, and puts it in the place of the old one in one step. Gives it open. Throws, the old one as it was. */
export function replaceJournal(path: string, data: Buffer): number {
	removeBeside(path);
	const descriptor = openSync(besideOf(path), O_WRONLY | O_CREAT | O_EXCL, 0o600);
	try {
		writeFileSync(descriptor, data);
		// Else a crash of the machine could leave an empty one.
		fsyncSync(descriptor);
		renameSync(besideOf(path), path);
		return descriptor;
	} catch (error) {
		closeSync(descriptor);
		removeBeside(path);
		throw error;
	}
}

/** The same with no other marks than these. Null, the old one as it was, where that cannot be. */
export function shortenJournal(
	path: string,
	marks: ReadonlyMap<string, number>,
): {readonly descriptor: number; readonly size: number} | null {
	const lines = [...marks].map(([from, at]) => printJournalLine({type: 'mark', from, at}));
	try {
		const data = Buffer.from(withoutMarks(readFileSync(path, 'utf8')) + lines.join(''));
		return {descriptor: replaceJournal(path, data), size: data.length};
	} catch {
		return null;
	}
}
