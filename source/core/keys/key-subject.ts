/** An agent (`socket` null: that of SSH_AUTH_SOCK), a key file, or an identity that only the agent has. */
export type KeySubject =
	| {readonly kind: 'agent'; readonly socket: string | null}
	| {readonly kind: 'file'; readonly path: string}
	| {readonly kind: 'identity'; readonly blob: Uint8Array};
