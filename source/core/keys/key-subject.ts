import {sameBytes} from './same-bytes.ts';

/** An agent (`socket` null: that of SSH_AUTH_SOCK), a key file, or an identity that only the agent has. */
export type KeySubject =
	| {readonly kind: 'agent'; readonly socket: string | null}
	| {readonly kind: 'file'; readonly path: string}
	| {readonly kind: 'identity'; readonly blob: Uint8Array};

/** Whether two are about the same. */
export function isSameSubject(one: KeySubject, other: KeySubject): boolean {
	if (one.kind === 'file') {
		return other.kind === 'file' && one.path === other.path;
	}
	return one.kind === 'agent'
		? other.kind === 'agent' && one.socket === other.socket
		: other.kind === 'identity' && sameBytes(one.blob, other.blob);
}
