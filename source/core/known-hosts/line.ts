import {decodeBase64} from '../keys/base64.ts';
import {type PublicKey, parsePublicKey} from '../keys/public-key.ts';

/** A line of a known_hosts file that names a host (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export type KnownHostsLine = {
	readonly marker: 'revoked' | 'cert-authority' | null;
	/** The first field as written: patterns with commas between, or one hashed name. */
	readonly patterns: string;
	readonly algorithm: string;
	readonly base64: string;
};

const form = /^[ \t]*(?:(@\S+)[ \t]+)?([^#@\s]\S*)[ \t]+(\S+)[ \t]+(\S+)/;

/** Reads a line; null when it is empty, a comment or none that ssh understands. */
export function parseKnownHostsLine(line: string): KnownHostsLine | null {
	const [, mark, patterns, algorithm, base64] = form.exec(line) ?? [];
	if (patterns === undefined || algorithm === undefined || base64 === undefined) {
		return null;
	}
	if (mark !== undefined && mark !== '@revoked' && mark !== '@cert-authority') {
		return null;
	}
	const marker = mark === '@revoked' ? 'revoked' : mark === '@cert-authority' ? 'cert-authority' : null;
	return {marker, patterns, algorithm, base64};
}

/** The key on a line; null when it is damaged or not of the type the line names: ssh passes over such a line. */
export function keyOfLine({algorithm, base64}: KnownHostsLine): PublicKey | null {
	const blob = decodeBase64(base64);
	const key = blob === null ? null : parsePublicKey(blob);
	return key === null || 'problem' in key || key.algorithm !== algorithm ? null : key;
}
