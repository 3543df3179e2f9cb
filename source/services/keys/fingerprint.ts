import {createHash} from 'node:crypto';

/** The fingerprint of a plain public key blob as OpenSSH prints it: `SHA256:` and base64 without padding. */
export function fingerprint(blob: Uint8Array): string {
	return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
