import {randomBytes} from 'node:crypto';
import {
	closeSync,
	constants,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {Failure} from '../../core/errors.ts';
import {
	type Journal,
	type JournalLine,
	parseJournal,
	printJournalLine,
	type Was,
	withoutMarks,
} from '../../core/transfers/journal.ts';
import type {TransferRequest} from '../../core/transfers/transfer.ts';
import {localFailure} from '../files/local/local-failure.ts';
import {holderOf, ownProcessName} from '../keeper/process-name.ts';
import {makePrivateDirectory} from '../private-directory.ts';
import {removeBeside, replaceJournal, shortenJournal} from './shorten-journal.ts';

/**
 * The journal of a transfer: what is needed to go on after a quit or a crash. Its name tells the process that runs it, so
 * that to take over what a dead one left is one rename, in which only one of several succeeds.
 */
export type JournalFile = {
	readonly id: string;
	/** What it said when it was opened. */
	readonly journal: Journal;
	/** Writes a line at once. */
	write(line: Exclude<JournalLine, {type: 'done' | 'made'}>): void;
	/** Takes a file or link that has arrived, as it was then; written with others a moment later. */
	addDone(from: string, was: Was): void;
	/** The same for a directory that was made. */
	addMade(from: string): void;
	flush(): void;
	/** The transfer is over, or forgotten. */
	remove(): void;
	/** Leaves it to the next one. */
	close(): void;
};

/** A journal that no living process holds, or the process that does. */
export type FoundJournal = {readonly id: string; readonly journal: Journal; readonly holder: number | null};

const nameForm = /^([0-9a-f]{16})\.([0-9a-f]{8}\.\d+\.[0-9a-f]{8})\.jsonl$/;
const flushDelay = 200;
/** From so many bytes of marks on, if they are more than all the rest, a journal is written anew without the old ones. */
const mostMarks = 1024 * 1024;

function ownName(id: string): string {
	return `${id}.${ownProcessName()}.jsonl`;
}

/** The pid of the process that holds a journal of this name; null when it is free. 0: a process of another machine. */
function holderOfJournal(name: string): number | null {
	return holderOf(nameForm.exec(name)?.[2] ?? '');
}

/** The name of a new transfer: nobody else can guess it. */
export function newTransferId(): string {
	return randomBytes(8).toString('hex');
}

type NewJournal = {
	readonly createdAt: number;
	readonly id?: string;
	/** An earlier journal, whose place and id it takes, with what that knows to be put right; it is closed. */
	readonly instead?: JournalFile | null;
};

/** Begins a journal. Throws a Failure where it cannot be written, and leaves nothing then but the one that was there. */
export function createJournal(
	directory: string,
	request: TransferRequest,
	{createdAt, instead = null, id = instead?.id ?? newTransferId()}: NewJournal,
): JournalFile {
	const path = join(directory, ownName(id));
	const begun = {type: 'transfer', version: 1, createdAt, request} as const;
	const text = [begun, ...(instead === null ? [] : leftBy(instead))].map(printJournalLine).join('');
	const journal = parseJournal(text);
	instead?.close();
	if (journal === null) {
		throw new Failure('So much cannot be copied or moved at once.', {
			nextStep: 'Choose fewer entries, or the directory that they are in.',
		});
	}
	try {
		makePrivateDirectory(directory);
		const descriptor = instead === null ? begin(path, text) : replaceJournal(path, Buffer.from(text));
		return openFile(id, path, {descriptor, text, journal});
	} catch (error) {
		throw localFailure('write', path, error);
	}
}

/** What is out of its place since an earlier run was cut off, and the directories that have no modes of their own yet. */
function leftBy({journal: {asides, making, made}}: JournalFile): JournalLine[] {
	return [
		...[...asides].map(([from, aside]) => ({type: 'aside', from, ...aside}) as const),
		{type: 'making', from: [...making]},
		{type: 'made', from: [...made]},
	];
}

function begin(path: string, text: string): number {
	const descriptor = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
	try {
		writeFileSync(descriptor, text);
		return descriptor;
	} catch (error) {
		closeSync(descriptor);
		rmSync(path, {force: true});
		throw error;
	}
}

/** All journals that can be read, the oldest transfer first. */
export function findJournals(directory: string): FoundJournal[] {
	return namesIn(directory)
		.flatMap((name): FoundJournal[] => {
			const id = nameForm.exec(name)?.[1];
			const journal = id === undefined ? null : read(join(directory, name));
			return id === undefined || journal === null ? [] : [{id, journal, holder: holderOfJournal(name)}];
		})
		.toSorted((one, other) => one.journal.createdAt - other.journal.createdAt);
}

/** Takes over a journal that nobody holds; null when somebody else does, or it is gone. Throws a Failure where that cannot be. */
export function claimJournal(directory: string, id: string): JournalFile | null {
	const name = namesIn(directory).find(one => one.startsWith(`${id}.`) && nameForm.test(one));
	if (name === undefined || holderOfJournal(name) !== null) {
		return null;
	}
	const path = join(directory, ownName(id));
	try {
		renameSync(join(directory, name), path);
		removeBeside(join(directory, name));
		const text = readFileSync(path, 'utf8');
		const journal = parseJournal(text);
		if (journal === null) {
			return null;
		}
		const descriptor = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW);
		// Its last line may have been cut short.
		return openFile(id, path, {descriptor, text, journal}, '\n');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return null;
		}
		throw localFailure('take over', path, error);
	}
}

function namesIn(directory: string): string[] {
	try {
		return readdirSync(directory);
	} catch {
		return [];
	}
}

function read(path: string): Journal | null {
	try {
		return parseJournal(readFileSync(path, 'utf8'));
	} catch {
		return null;
	}
}

function noneDone(): {from: string[]; size: number[]; mtime: number[]} {
	return {from: [], size: [], mtime: []};
}

type Opened = {readonly descriptor: number; readonly text: string; readonly journal: Journal};

/** `before` is written with the first line. */
function openFile(
	id: string,
	path: string,
	{text: said, journal, ...opened}: Opened,
	before = '',
): JournalFile {
	let {descriptor} = opened;
	let size = Buffer.byteLength(said);
	let sizeOfMarks = size - Buffer.byteLength(withoutMarks(said));
	const marks = new Map([...journal.begun].flatMap(([key, {mark}]) => (mark > 0 ? [[key, mark]] : [])));
	let text = before;
	let made: string[] = [];
	let done = noneDone();
	let timer: NodeJS.Timeout | null = null;
	let isOpen = true;
	const flush = (): void => {
		if (timer !== null) {
			clearTimeout(timer);
			timer = null;
		}
		if (made.length > 0) {
			text += printJournalLine({type: 'made', from: made});
			made = [];
		}
		if (done.from.length > 0) {
			text += printJournalLine({type: 'done', ...done});
			done = noneDone();
		}
		const data = Buffer.from(text);
		text = '';
		if (data.length > 0 && isOpen) {
			let written = 0;
			try {
				written = writeSync(descriptor, data);
			} catch {
				// A full disk here: what is not in the journal is looked at again, and found to be there.
			}
			size += written;
			text = written < data.length ? '\n' : '';
		}
	};
	const noteMark = (from: string, at: number, length: number): void => {
		marks.set(from, at);
		sizeOfMarks += length;
		if (isOpen && sizeOfMarks > Math.max(mostMarks, size - sizeOfMarks)) {
			flush();
			const anew = shortenJournal(path, marks);
			sizeOfMarks = 0;
			if (anew !== null) {
				closeSync(descriptor);
				({descriptor, size} = anew);
			}
		}
	};
	const later = (): void => {
		timer ??= setTimeout(flush, flushDelay).unref();
	};
	const close = (): void => {
		if (isOpen) {
			flush();
			isOpen = false;
			closeSync(descriptor);
		}
	};
	return {
		id,
		journal,
		write(line) {
			const printed = printJournalLine(line);
			text += printed;
			flush();
			if (line.type === 'mark') {
				noteMark(line.from, line.at, printed.length);
			} else if (line.type === 'began') {
				marks.delete(line.from);
			}
		},
		addDone(from, {size, mtime}) {
			marks.delete(from);
			done.from.push(from);
			done.size.push(size);
			done.mtime.push(mtime);
			later();
		},
		addMade(from) {
			made.push(from);
			later();
		},
		flush,
		remove() {
			text = '';
			made = [];
			done = noneDone();
			close();
			rmSync(path, {force: true});
		},
		close,
	};
}
