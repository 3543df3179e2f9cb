import {readFileSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {describeError} from '../../core/errors.ts';
import {emptyMemory, type Memory, parseMemory, printMemory} from '../../core/hosts/memory.ts';
import {printable} from '../../core/text/printable.ts';
import {makePrivateDirectory} from '../private-directory.ts';
import {writeReason} from '../write-reason.ts';
import {locked} from './lock.ts';

export type MemoryFile = {
	/** What is remembered, as far as it can be read. */
	read(): Memory;
	/**
	 * Changes what is remembered, starting from what is on disk now: another Sallyport may have written it. Changes
	 * follow each other. Where the file cannot be written the change holds for this run.
	 */
	change(change: (memory: Memory) => Memory): Promise<Memory>;
};

/**
 * The file `history.json` (0600) in the state directory (0700). `warn` hears once that a damaged file was set aside or
 * that nothing can be written, as over the file of a later version.
 */
export function openMemory(directory: string, warn: (text: string) => void): MemoryFile {
	const file = join(directory, 'history.json');
	let memory = emptyMemory;
	let isUnwritable = false;
	let queue: Promise<unknown> = Promise.resolve();

	function read(): Memory {
		let text: string;
		try {
			text = readFileSync(file, 'utf8');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				complain(printable(describeError(error)));
			}
			return memory;
		}
		const parsed = parseMemory(text);
		if (parsed === 'damaged') {
			setAside();
			return memory;
		}
		if (parsed === 'later') {
			complain('it is of a later version of Sallyport');
			return memory;
		}
		memory = parsed;
		return memory;
	}

	function setAside(): void {
		try {
			renameSync(file, `${file}.damaged`);
			warn(
				`${printable(file)} was damaged and is now ${printable(file)}.damaged; history and pins start anew.`,
			);
		} catch (error) {
			complain(writeReason(error));
		}
	}

	function complain(reason: string): void {
		if (!isUnwritable) {
			isUnwritable = true;
			warn(`History and pins last for this run only: ${printable(file)}: ${reason}.`);
		}
	}

	async function write(): Promise<void> {
		try {
			makePrivateDirectory(directory);
			await writeFileAtomic(file, printMemory(memory), {mode: 0o600});
		} catch (error) {
			complain(writeReason(error));
		}
	}

	return {
		read,
		change(change) {
			const result = queue.then(async () => {
				if (isUnwritable) {
					memory = change(memory);
					return memory;
				}
				return locked(`${file}.lock`, async () => {
					memory = change(read());
					if (!isUnwritable) {
						await write();
					}
					return memory;
				});
			});
			queue = result.catch(() => {});
			return result;
		},
	};
}
