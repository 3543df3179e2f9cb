/** SSH_FX_… of draft-ietf-secsh-filexfer-02, section 7, and of later drafts where servers use them. */
export const status = {
	endOfFile: 1,
	noSuchFile: 2,
	permissionDenied: 3,
	failure: 4,
	badMessage: 5,
	unsupported: 8,
} as const;

/** A server's answer that a request failed; `message` is the server's own text, as it came. */
export class SftpStatus extends Error {
	override name = 'SftpStatus';
	readonly code: number;
	constructor(code: number, message: string) {
		super(message);
		this.code = code;
	}
}

/** Whether a server will not do what was asked, whatever it was asked to do it to. */
export function isRefusal(error: unknown): error is SftpStatus {
	return (
		error instanceof SftpStatus &&
		(error.code === status.permissionDenied || error.code === status.unsupported)
	);
}
