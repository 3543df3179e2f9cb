import {Failure} from '../errors.ts';
import {printable, printableName} from '../text/printable.ts';
import type {FileType} from './entry.ts';

/**
 * Kinds of failures that callers tell apart. `lost`: the session ended; `timeout`: the other side does not answer; `protocol`:
 * it was ended for what the server sent, and another would end the same way.
 */
export type FileFailureCode = keyof typeof words;

const words = {
	'not-found': 'there is no such file',
	permission: 'permission denied',
	exists: 'it exists already',
	'not-empty': 'the directory is not empty',
	'no-space': 'the disk is full',
	'not-directory': 'it is no directory',
	'is-directory': 'it is a directory',
	'other-file-system': 'it is on another file system',
	unsupported: 'this is not supported there',
	lost: 'the connection ended',
	timeout: 'no answer',
	protocol: 'the server does not keep to the protocol',
	failure: 'it failed',
} as const;

/** Something that could not be done to a file. */
export class FileFailure extends Failure {
	override name = 'FileFailure';
	readonly code: FileFailureCode;
	constructor(
		code: FileFailureCode,
		message: string,
		options: {readonly nextStep?: string; readonly cause?: unknown} = {},
	) {
		super(message, options);
		this.code = code;
	}
}

export type FileFailurePlan = {
	readonly code: FileFailureCode;
	/** What was to be done, as a verb: `read`, `rename`. */
	readonly action: string;
	/** What it was to be done to. */
	readonly path: string;
	/** The alias; null for this machine. */
	readonly host: string | null;
	/** Why, in place of the usual words of the code. */
	readonly why?: string | undefined;
	readonly nextStep?: string | undefined;
	readonly cause?: unknown;
};

/** A failure in whole words: `Cannot read /srv on web-1: permission denied.` */
export function fileFailure(plan: FileFailurePlan): FileFailure {
	const {code, action, path, host, why, nextStep, cause} = plan;
	const where = host === null ? 'on this machine' : `on ${printable(host)}`;
	return new FileFailure(code, `Cannot ${action} ${printableName(path)} ${where}: ${why ?? words[code]}.`, {
		...(nextStep !== undefined && {nextStep}),
		...(cause !== undefined && {cause}),
	});
}

/** Throws where something is not to be opened: opening a pipe waits, and a device may act. */
export function refuseToOpen(type: FileType, path: string, host: string | null): void {
	if (type === 'directory') {
		throw fileFailure({code: 'is-directory', action: 'open', path, host});
	}
	if (type === 'other') {
		const why = 'it is a device, a pipe or a socket';
		throw fileFailure({code: 'failure', action: 'open', path, host, why});
	}
}

/** Whether an error says that the session is gone: whatever else is asked of it fails as well. */
export function isSessionEnd(error: unknown): error is FileFailure {
	return isFileFailure(error, 'lost', 'timeout', 'protocol');
}

/** Whether an error is a failure of one of these kinds. */
export function isFileFailure(error: unknown, ...codes: readonly FileFailureCode[]): error is FileFailure {
	return error instanceof FileFailure && (codes.length === 0 || codes.includes(error.code));
}
