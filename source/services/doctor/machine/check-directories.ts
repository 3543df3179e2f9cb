import {constants} from 'node:fs';
import {access, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Stage} from '../../../core/doctor/stage.ts';
import {Failure} from '../../../core/errors.ts';
import {printable} from '../../../core/text/printable.ts';
import {makeRuntimeDirectory, runtimeCandidates} from '../../keeper/runtime-directory.ts';

/** Whether there is a private place for sockets whose path is short enough. Makes it, as the first connection would. */
export function checkSockets(env: NodeJS.ProcessEnv, home: string): Stage {
	const stage = {stage: 'sockets', ms: null};
	try {
		const directory = makeRuntimeDirectory(runtimeCandidates(env, home));
		return {...stage, status: 'ok', cause: null, advice: null, raw: [printable(directory)]};
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		return {...stage, status: 'failed', cause: error.message, advice: error.nextStep ?? null, raw: []};
	}
}

/** Whether the state directory can be written to, or made. */
export async function checkState(directory: string): Promise<Stage> {
	const stage = {stage: 'state directory', ms: null, raw: [printable(directory)]};
	const place = await nearest(directory);
	try {
		await access(place, constants.W_OK | constants.X_OK);
		return {...stage, status: 'ok', cause: null, advice: null};
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const cause = `Nothing can be written to ${printable(place)} (${code}): history, pins and the log are lost.`;
		return {...stage, status: 'failed', cause, advice: 'Make it yours, or set XDG_STATE_HOME.'};
	}
}

/** The directory itself, or the one in which it would be made. */
async function nearest(directory: string): Promise<string> {
	const found = await stat(directory).catch(() => null);
	return found !== null || directory === dirname(directory) ? directory : nearest(dirname(directory));
}
