import {join} from 'node:path';
import {describeError, Failure} from '../core/errors.ts';
import {type HubRecord, type LockRecord, lockFileName} from '../core/keeper/lock-record.ts';
import {protocolVersion} from '../core/keeper/protocol.ts';
import {printable} from '../core/text/printable.ts';
import {claimLock, readLock, removeLock, updateLock} from '../services/keeper/lock-file.ts';
import {identify, thisMachine} from '../services/keeper/process-identity.ts';
import {makePrivateDirectory} from '../services/private-directory.ts';

/** The lock file that says who the keeper is, what it keeps, and where it listens. */
export type Lock = {
	/** Takes the lock, and what a dead keeper left in it; or gives the record of the keeper that lives. */
	claim(directories: readonly string[]): {readonly left: LockRecord | null} | {readonly holder: LockRecord};
	/** Writes what has changed. Where that fails the keeper goes on: it is then harder to find. */
	update(change: Partial<Pick<LockRecord, 'socket' | 'hubs' | 'isReleased'>>): void;
	remove(): void;
};

export function openLock(
	program: string,
	socket: string,
	log: (line: string, error?: unknown) => void,
): Lock {
	const machine = thisMachine();
	const me = identify(process.pid)!;
	let record: LockRecord = {
		...machine,
		...me,
		socket,
		protocol: protocolVersion,
		program,
		isReleased: false,
		hubs: [] as readonly HubRecord[],
	};
	let file: string | null = null;
	let places: readonly string[] = [];

	function isOurs(found: LockRecord | null | undefined): boolean {
		return found?.pid === me.pid && found.start === me.start;
	}

	function claimIn(directory: string): {left: LockRecord | null} | {holder: LockRecord} {
		makePrivateDirectory(directory);
		const path = join(directory, lockFileName(machine.host));
		let left: LockRecord | null = null;
		const holder = claimLock(path, machine, found => {
			left = found?.host === machine.host && found.boot === machine.boot ? found : null;
			return {...record, hubs: [...record.hubs, ...(left?.hubs ?? [])]};
		});
		if (holder !== null) {
			return {holder};
		}
		file = path;
		record = {...record, hubs: [...record.hubs, ...((left as LockRecord | null)?.hubs ?? [])]};
		return {left};
	}

	return {
		claim(directories) {
			places = directories;
			const reasons: string[] = [];
			for (const directory of directories) {
				try {
					return claimIn(directory);
				} catch (error) {
					reasons.push(describeError(error));
				}
			}
			throw new Failure(
				`The keeper of shared connections cannot leave word of itself: ${printable(reasons.join('; '))}.`,
			);
		},
		update(change) {
			record = {...record, ...change};
			try {
				const found = file === null ? null : readLock(file);
				if (file !== null && isOurs(found?.record)) {
					updateLock(file, record);
				} else if (found === null) {
					// Somebody removed it.
					places.some(directory => 'left' in claimIn(directory));
				}
			} catch (error) {
				log('The lock file of the keeper cannot be written', error);
			}
		},
		remove() {
			if (file !== null) {
				removeLock(file, record);
			}
		},
	};
}
