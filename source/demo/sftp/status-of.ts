import {errorCode} from '../shell/explain.ts';
import {type Status, status} from './replies.ts';

const codes: Readonly<Record<string, Status>> = {
	ENOENT: status.noSuchFile,
	ENOTDIR: status.noSuchFile,
	EBADF: status.noSuchFile,
	ELOOP: status.noSuchFile,
	EPERM: status.permissionDenied,
	EACCES: status.permissionDenied,
	EFAULT: status.permissionDenied,
	ENAMETOOLONG: status.badMessage,
	EINVAL: status.badMessage,
	EBADMSG: status.badMessage,
	ENOSYS: status.unsupported,
};

/** The SFTP status for a system error, as OpenSSH's sftp-server maps errno. */
export function statusOf(error: unknown): Status {
	return codes[errorCode(error) ?? ''] ?? status.failure;
}
