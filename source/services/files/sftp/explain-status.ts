import type {FileAttributes} from '../../../core/files/entry.ts';
import {
	FileFailure as Failure,
	type FileFailure,
	type FileFailureCode,
	fileFailure,
} from '../../../core/files/file-failure.ts';
import {parentOf} from '../../../core/files/paths.ts';
import {printable} from '../../../core/text/printable.ts';
import type {Space} from './engine.ts';
import type {SftpSession} from './session.ts';
import {SftpStatus, status} from './status.ts';

/** What was asked: it decides what a bare “Failure” can mean. */
export type Attempt = {
	/** A verb for the words. */
	readonly action: string;
	readonly path: string;
	/**
	 * `look`: at what is there. `descend`: into a directory. `make`: something new of that name. `remove-file`,
	 * `remove-directory`. `move`: to `to`, which is free or is replaced. `write`: into what is there.
	 */
	readonly kind:
		| 'look'
		| 'descend'
		| 'make'
		| 'remove-file'
		| 'remove-directory'
		| 'move'
		| 'replace'
		| 'write';
	readonly to?: string;
};

type Why = readonly [code: FileFailureCode, why?: string, nextStep?: string];

/** Codes of later drafts, which some servers send whatever the version. */
const plainCodes: Readonly<Record<number, Why>> = {
	[status.permissionDenied]: ['permission'],
	[status.unsupported]: ['unsupported'],
	10: ['not-found'],
	11: ['exists'],
	12: ['permission', 'the file system is read-only'],
	14: ['no-space'],
	15: ['no-space', 'the quota is used up'],
	18: ['not-empty'],
	19: ['not-directory'],
	24: ['is-directory'],
};

/**
 * A server's “no” as a failure in words. SFTP has few codes, and `Failure` may be anything: what can be seen there (types,
 * free space, file systems) tells. Passes on whatever is no SftpStatus. It asks the server some more, and never rejects.
 */
export async function explainStatus(
	session: SftpSession,
	attempt: Attempt,
	error: unknown,
): Promise<FileFailure | unknown> {
	if (!(error instanceof SftpStatus)) {
		return error;
	}
	let found: Why | null = plainCodes[error.code] ?? null;
	try {
		found ??= await lookFor(session, attempt, error);
	} catch (other) {
		// The session ended over it: that is the reason now.
		if (other instanceof Failure) {
			return other;
		}
	}
	const [code, why, nextStep] = found ?? ['failure', saidWhy(error)];
	const {action, path} = attempt;
	return fileFailure({code, action, path, host: session.host, why, nextStep, cause: error});
}

function saidWhy({code, message}: SftpStatus): string {
	const words = printable(message).replace(/\.$/, '');
	return code === status.failure && (words === '' || /^failure$/i.test(words))
		? 'the server gives no reason'
		: `the server says “${words}”`;
}

async function lookFor(session: SftpSession, attempt: Attempt, error: SftpStatus): Promise<Why | null> {
	const {path, kind, to} = attempt;
	switch (kind) {
		case 'look':
			return error.code === status.noSuchFile ? missing(session, path) : null;
		case 'descend': {
			const there = await look(session, path);
			return there === null ? missing(session, path) : there.type === 'directory' ? null : ['not-directory'];
		}
		case 'make':
			return (await lookAt(session, path)) === null ? cannotMake(session, path) : ['exists'];
		case 'remove-file': {
			const there = await lookAt(session, path);
			return there === null
				? ['not-found']
				: there.type === 'directory'
					? ['is-directory']
					: readOnly(session, path);
		}
		case 'remove-directory': {
			const there = await lookAt(session, path);
			if (there?.type !== 'directory') {
				return there === null ? ['not-found'] : ['not-directory'];
			}
			return (await isEmpty(session, path)) ? readOnly(session, path) : ['not-empty'];
		}
		case 'move':
		case 'replace':
			return cannotMove(session, path, to!, kind === 'replace');
		case 'write':
			return error.code === status.noSuchFile
				? missing(session, path)
				: ((await full(session, path)) ?? limited(error));
	}
}

async function cannotMove(
	session: SftpSession,
	path: string,
	to: string,
	isReplacing: boolean,
): Promise<Why | null> {
	const [source, target, parent] = await Promise.all([
		lookAt(session, path),
		lookAt(session, to),
		look(session, parentOf(to)),
	]);
	if (source === null) {
		return ['not-found'];
	}
	if (parent === null) {
		return ['not-found', `there is no directory ${printable(parentOf(to))}`];
	}
	if (target !== null && !isReplacing) {
		return ['exists', `${printable(to)} exists already`];
	}
	if (target !== null && (target.type === 'directory') !== (source.type === 'directory')) {
		return target.type === 'directory'
			? ['is-directory', `${printable(to)} is a directory`]
			: ['not-directory', `${printable(to)} is no directory`];
	}
	if (target?.type === 'directory' && !(await isEmpty(session, to))) {
		return ['not-empty', `the directory ${printable(to)} is not empty`];
	}
	if (source.type === 'directory' && `${to}/`.startsWith(`${path}/`)) {
		return ['failure', 'a directory cannot be moved into itself'];
	}
	const [from, there] = await Promise.all([spaceOf(session, parentOf(path)), spaceOf(session, parentOf(to))]);
	if (from !== null && there !== null && isOther(from, there)) {
		return ['other-file-system', `${printable(to)} is on another file system`, 'Copy it, then delete it.'];
	}
	return full(session, parentOf(to));
}

/** The directory it should be in, or the disk. */
async function cannotMake(session: SftpSession, path: string): Promise<Why | null> {
	const parent = await look(session, parentOf(path));
	if (parent === null) {
		return ['not-found', `there is no directory ${printable(parentOf(path))}`];
	}
	return parent.type === 'directory'
		? full(session, parentOf(path))
		: ['not-directory', `${printable(parentOf(path))} is no directory`];
}

function limited(error: SftpStatus): Why {
	return ['failure', `${saidWhy(error)}; a quota or a limit of the file system may be the cause`];
}

/** Nothing there, or a link that leads to nothing. */
async function missing(session: SftpSession, path: string): Promise<Why> {
	const there = await lookAt(session, path);
	return there?.type === 'link' ? ['not-found', 'the link leads to nothing'] : ['not-found'];
}

async function full(session: SftpSession, path: string): Promise<Why | null> {
	const space = await spaceOf(session, path);
	if (space !== null && space.f_bavail === 0 && space.f_blocks > 0) {
		return ['no-space'];
	}
	if (space !== null && space.f_favail === 0 && space.f_files > 0) {
		return ['no-space', 'the file system holds no more files'];
	}
	return readOnlyFlag(space);
}

async function readOnly(session: SftpSession, path: string): Promise<Why | null> {
	return readOnlyFlag(await spaceOf(session, parentOf(path)));
}

function readOnlyFlag(space: Space | null): Why | null {
	return space !== null && (space.f_flag & 1) !== 0 ? ['permission', 'the file system is read-only'] : null;
}

function isOther(one: Space, other: Space): boolean {
	return one.f_sid !== other.f_sid || one.f_blocks !== other.f_blocks || one.f_files !== other.f_files;
}

function lookAt({requests}: SftpSession, path: string): Promise<FileAttributes | null> {
	return orNull(requests.lstat(path));
}

function look({requests}: SftpSession, path: string): Promise<FileAttributes | null> {
	return orNull(requests.stat(path));
}

function spaceOf(session: SftpSession, path: string): Promise<Space | null> {
	return session.offers('statvfs@openssh.com')
		? orNull(session.requests.statvfs(path))
		: Promise.resolve(null);
}

async function isEmpty({requests}: SftpSession, path: string): Promise<boolean> {
	const handle = await orNull(requests.opendir(path));
	if (handle === null) {
		return true;
	}
	const [entries] = await Promise.all([orNull(requests.readdir(handle)), orNull(requests.close(handle))]);
	return (entries ?? []).every(({name}) => name === '.' || name === '..');
}

/** Null where the server says no. */
async function orNull<Result>(asked: Promise<Result>): Promise<Result | null> {
	try {
		return await asked;
	} catch (error) {
		if (error instanceof SftpStatus) {
			return null;
		}
		throw error;
	}
}
