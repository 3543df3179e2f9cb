import {meaningfulLines} from '../diagnosis/last-words.ts';

/** What ssh said of a host whose key it refused. It was told by ssh, so it is for people and to choose a host by: no more. */
export type HostKeyComplaint = {
	readonly kind: 'changed' | 'revoked';
	/** As known_hosts names the host: `[web-1]:2222`. */
	readonly name: string;
	/** The key that the host showed, where ssh tells: of a revoked one it does not. */
	readonly shown: {readonly type: string; readonly fingerprint: string} | null;
};

const failed = 'Host key verification failed.';
const wayEnded = / UNKNOWN port 65535|^kex_exchange_identification: /;
const changed = /^Host key for (?<name>\S+) has changed and you have requested strict checking\.$/;
const revoked = /^\S+ host key for (?<name>\S+) was revoked and you have requested strict checking\.$/;
const shownKey = /^The fingerprint for the (?<type>\S+) key sent by the remote host is$/;
const print = /^(?<fingerprint>[A-Z0-9]+:[A-Za-z0-9+/=:]+)\.?$/;

/** What ssh's stderr (OpenSSH 8.5 to 10.x) says of a changed or revoked host key; null when it failed for another reason. */
export function hostKeyComplaint(stderr: string): HostKeyComplaint | null {
	const lines = meaningfulLines(stderr);
	// A jump host's own ssh says it first, then ours that the way ended.
	const end = lines.findLastIndex(line => !wayEnded.test(line));
	const last = lines[end - 1] ?? '';
	const name = changed.exec(last)?.groups?.['name'];
	const revokedName = revoked.exec(last)?.groups?.['name'];
	if (lines[end] !== failed || (name === undefined && revokedName === undefined)) {
		return null;
	}
	const at = lines.findLastIndex(line => shownKey.test(line));
	const type = shownKey.exec(lines[at] ?? '')?.groups?.['type'];
	const fingerprint = print.exec(lines[at + 1] ?? '')?.groups?.['fingerprint'];
	return {
		kind: name === undefined ? 'revoked' : 'changed',
		name: name ?? revokedName ?? '',
		shown: type === undefined || fingerprint === undefined ? null : {type, fingerprint},
	};
}
