import {type FileFailure, type FileFailureCode, fileFailure} from '../../../core/files/file-failure.ts';

const codes: Readonly<Record<string, readonly [FileFailureCode, why?: string]>> = {
	ENOENT: ['not-found'],
	EACCES: ['permission'],
	EPERM: ['permission'],
	EROFS: ['permission', 'the file system is read-only'],
	EEXIST: ['exists'],
	ENOTEMPTY: ['not-empty'],
	ENOSPC: ['no-space'],
	EDQUOT: ['no-space', 'the quota is used up'],
	ENOTDIR: ['not-directory'],
	EISDIR: ['is-directory'],
	EXDEV: ['other-file-system'],
	ENOSYS: ['unsupported'],
	ENOTSUP: ['unsupported'],
	EOPNOTSUPP: ['unsupported'],
	ELOOP: ['failure', 'too many links lead on to one another'],
	ENAMETOOLONG: ['failure', 'the name is too long'],
	EBUSY: ['failure', 'it is in use'],
	ETXTBSY: ['failure', 'the program in it is running'],
	EMFILE: ['failure', 'too many files are open'],
	ENFILE: ['failure', 'too many files are open'],
	EFBIG: ['failure', 'the file would be too large for the file system'],
	EILSEQ: ['failure', 'the file system takes no such name'],
	EIO: ['failure', 'the disk has an error'],
};

/** What a system error of Node means for a path of this machine. */
export function localFailure(action: string, path: string, error: unknown): FileFailure {
	const {code = '', message} = error as NodeJS.ErrnoException;
	const [kind, why] = codes[code] ?? ['failure', message?.replace(/^[A-Z0-9]+: |, [a-z]+( .*)?$/g, '')];
	return fileFailure({code: kind, action, path, host: null, why, cause: error});
}
