import {isBoolean, isCount, isListOf, isNullOr, isObjectOf, isText} from './shape.ts';

/** A process that is told apart from a later one of the same pid: `start` is only good for comparing. */
export type Identity = {readonly pid: number; readonly start: string};

/** A hub as it is recorded for whoever keeps it next; `stderr` is the file that it writes to. */
export type HubRecord = Identity & {
	readonly alias: string;
	readonly configFile: string | null;
	readonly socket: string;
	readonly stderr: string;
};

/** Who the keeper is and where it listens. Of use only on that machine, since that boot. */
export type LockRecord = Identity & {
	readonly host: string;
	readonly boot: string;
	readonly socket: string;
	readonly protocol: number;
	readonly program: string;
	/** It has let go: whoever comes next takes over its hubs. */
	readonly isReleased: boolean;
	readonly hubs: readonly HubRecord[];
};

const isPid = (value: unknown): value is number => isCount(value) && value > 1;
const isPath = (value: unknown): value is string => isText(4096)(value) && value.startsWith('/');
const isStart = (value: unknown): value is string => isText(100)(value) && value !== '';

const isRecord = isObjectOf({
	host: isText(300),
	boot: isText(300),
	pid: isPid,
	start: isStart,
	socket: isPath,
	protocol: isCount,
	program: isText(50),
	isReleased: isBoolean,
	hubs: isListOf(
		isObjectOf({
			alias: isText(1024),
			configFile: isNullOr(isText(4096)),
			pid: isPid,
			start: isStart,
			socket: isPath,
			stderr: isPath,
		}),
		10_000,
	),
});

/** Reads the text of a lock file; null when it is not what `printLockRecord` writes. */
export function parseLockRecord(text: string): LockRecord | null {
	try {
		const value: unknown = JSON.parse(text);
		return isRecord(value) ? value : null;
	} catch {
		return null;
	}
}

/** The text of a lock file. */
export function printLockRecord(record: LockRecord): string {
	return `${JSON.stringify(record, undefined, '\t')}\n`;
}

/** The name of the lock file on a machine: homes are shared between machines, keepers are not. */
export function lockFileName(host: string): string {
	return `keeper-${host.replaceAll(/[^A-Za-z0-9.-]/g, '_').slice(0, 100)}.json`;
}
