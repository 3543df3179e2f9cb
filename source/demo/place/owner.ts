import {constants, writeFileSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {join} from 'node:path';
import type {Identity} from '../../core/keeper/lock-record.ts';

/** Who made a demo directory, and the agent that serves it. */
export type Owner = {readonly demo: Identity; readonly agent: Identity | null};

const limit = 4096;

/** Records in a demo directory whose it is. */
export function writeOwner(directory: string, owner: Owner): void {
	writeFileSync(ownerFile(directory), JSON.stringify(owner), {mode: 0o600});
}

/** What writeOwner recorded; null when there is nothing that can be believed. */
export async function readOwner(directory: string): Promise<Owner | null> {
	try {
		const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
		const file = await open(ownerFile(directory), flags);
		try {
			const {buffer, bytesRead} = await file.read(Buffer.alloc(limit), 0, limit, 0);
			return parse(JSON.parse(buffer.toString('utf8', 0, bytesRead)));
		} finally {
			await file.close();
		}
	} catch {
		return null;
	}
}

function ownerFile(directory: string): string {
	return join(directory, 'owner.json');
}

function parse(value: unknown): Owner | null {
	const {demo, agent} = (value ?? {}) as Record<string, unknown>;
	if (!isIdentity(demo) || (agent !== null && !isIdentity(agent))) {
		return null;
	}
	return {demo, agent};
}

function isIdentity(value: unknown): value is Identity {
	const {pid, start} = (value ?? {}) as Record<string, unknown>;
	return Number.isSafeInteger(pid) && (pid as number) > 1 && typeof start === 'string' && start !== '';
}
