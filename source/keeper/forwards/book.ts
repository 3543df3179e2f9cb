import {renameSync} from 'node:fs';
import {afterRestart, type ForwardFile, type ForwardRecord} from '../../core/forwards/forward-file.ts';
import {forwardFileIn, readForwardFile, writeForwardFile} from '../../services/forwards/forward-file.ts';
import {thisMachine} from '../../services/keeper/process-identity.ts';

/** Where the forwards are written down, so that the next keeper goes on with them. */
export type Book = {
	read(): Pick<ForwardFile, 'agent' | 'forwards'>;
	/** Something is to be written: it is so a moment later, or at `flush`. */
	changed(): void;
	flush(): void;
};

/** A change is written soon, and many in a row at longer intervals: milliseconds. */
const delay = 20;
const interval = 300;

export function openBook(
	stateDirectory: string,
	content: () => Omit<ForwardFile, 'boot'>,
	log: (line: string, error?: unknown) => void,
): Book {
	const {boot} = thisMachine();
	const file = forwardFileIn(stateDirectory);
	let timer: NodeJS.Timeout | null = null;
	let last = Number.NEGATIVE_INFINITY;

	function flush(): void {
		if (timer !== null) {
			clearTimeout(timer);
			timer = null;
			last = performance.now();
			try {
				writeForwardFile(file, stateDirectory, {boot, ...content()});
			} catch (error) {
				log('The forwards cannot be written down: they end with this keeper', error);
			}
		}
	}

	function read(): Pick<ForwardFile, 'agent' | 'forwards'> {
		try {
			const found = readForwardFile(file);
			if (found === 'damaged') {
				renameSync(file, `${file}.damaged`);
				log(`${file} was damaged and is now ${file}.damaged; there are no forwards in it`);
			} else if (found !== null) {
				const forwards: readonly ForwardRecord[] =
					found.boot === boot ? found.forwards : afterRestart(found.forwards, Date.now());
				return {agent: found.agent, forwards};
			}
		} catch (error) {
			log('The forwards cannot be read', error);
		}
		return {agent: null, forwards: []};
	}

	return {
		read,
		changed() {
			timer ??= setTimeout(flush, Math.max(delay, last + interval - performance.now()));
		},
		flush,
	};
}
