const messages: Record<string, string> = {
	EACCES: 'Permission denied',
	EBADF: 'Bad file descriptor',
	EBUSY: 'Device or resource busy',
	EEXIST: 'File exists',
	EINVAL: 'Invalid argument',
	EISDIR: 'Is a directory',
	ELOOP: 'Too many levels of symbolic links',
	ENAMETOOLONG: 'File name too long',
	ENOENT: 'No such file or directory',
	ENOSPC: 'No space left on device',
	ENOTDIR: 'Not a directory',
	ENOTEMPTY: 'Directory not empty',
	EPERM: 'Operation not permitted',
};

/** The words of strerror(3) for a system error. Never the error's own message: it names real paths. */
export function explain(error: unknown): string {
	const code = errorCode(error);
	return code === undefined ? 'Failure' : (messages[code] ?? code);
}

/** The code of a system error (`ENOENT`), undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
	const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
	return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}
