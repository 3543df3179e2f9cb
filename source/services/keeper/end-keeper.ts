import {join} from 'node:path';
import {lockFileName} from '../../core/keeper/lock-record.ts';
import {isHeld, readLock} from './lock-file.ts';
import {isRunning, signalGroup, thisMachine} from './process-identity.ts';

/** How long the keeper may take to end its connections, in milliseconds. */
const patience = 1500;
const interval = 10;

/**
 * Ends the keeper of a state directory with all its connections, and waits for that, before the directory goes. For one
 * that nobody else uses: of the demo, of a test. Nothing happens where none runs.
 */
export function endKeeperOf(stateDirectory: string): void {
	const machine = thisMachine();
	const file = join(stateDirectory, lockFileName(machine.host));
	const record = readLock(file)?.record ?? null;
	if (!isHeld(record, machine)) {
		return;
	}
	process.kill(record.pid, 'SIGTERM');
	const deadline = performance.now() + patience;
	while (isRunning(record) && performance.now() < deadline) {
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, interval);
	}
	for (const left of [record, ...record.hubs]) {
		signalGroup(left, 'SIGKILL');
	}
}
