import {rmSync} from 'node:fs';
import {connect} from 'node:net';
import {dirname} from 'node:path';
import type {HubRecord, Identity} from '../core/keeper/lock-record.ts';
import {isRunning, signalGroup} from '../services/keeper/process-identity.ts';
import {isPrivate} from '../services/keeper/runtime-directory.ts';
import {capture} from '../services/ssh/capture.ts';
import {controlArguments} from '../services/ssh/quiet-arguments.ts';

const deadline = 5000;
const killDelay = 2000;

/** The pid of the ssh that shares its connection at a socket; null when none answers. */
export async function masterAt(socket: string, env: NodeJS.ProcessEnv): Promise<number | null> {
	try {
		const {code, stderr} = await capture('ssh', controlArguments(socket, 'check'), {env, deadline});
		const pid = /^Master running \(pid=(\d+)\)/m.exec(stderr)?.[1];
		return code === 0 && pid !== undefined ? Number(pid) : null;
	} catch {
		return null;
	}
}

/**
 * Holds a connection to the socket of a master that is no child of ours: `gone` resolves when it ends. While it is held,
 * a master that ends when unused (ControlPersist) stays.
 */
export function holdMaster(socket: string): {readonly gone: Promise<void>; release(): void} {
	const connection = connect(socket);
	connection.on('error', () => {});
	connection.resume();
	return {
		gone: new Promise(resolve => connection.once('close', () => resolve())),
		release: () => connection.destroy(),
	};
}

/** Ends the group of a process that is no child of ours, if it is that very process; waits until it has ended. */
export async function endGroup(leader: Identity): Promise<void> {
	signalGroup(leader, 'SIGTERM');
	signalGroup(leader, 'SIGCONT');
	for (let waited = 0; isRunning(leader) && waited < 2 * killDelay; waited += 50) {
		if (waited === killDelay) {
			signalGroup(leader, 'SIGKILL');
		}
		await new Promise(resolve => setTimeout(resolve, 50));
	}
}

/** Removes the files of a hub that has ended. */
export function removeHubFiles({socket, stderr}: Pick<HubRecord, 'socket' | 'stderr'>): void {
	for (const file of [socket, stderr]) {
		if (isPrivate(dirname(file))) {
			rmSync(file, {force: true});
		}
	}
}
