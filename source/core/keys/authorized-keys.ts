import {shellWord} from '../ssh-command/command-line.ts';
import {type PublicKey, parsePublicKeyLine} from './public-key.ts';
import {sameBytes} from './same-bytes.ts';

/** A line of an authorized_keys file (sshd(8)) that lets a key in. */
export type AuthorizedKey = {
	/** Counted from 1. */
	readonly line: number;
	/** What stands before the key; empty where nothing restricts it. */
	readonly options: string;
	readonly key: PublicKey;
};

/** The options before a key: words and quoted texts up to the first white space outside quotes. */
const optionsForm = /^((?:"(?:\\"|[^"])*"|[^\s"])+)[ \t]+(.*)$/;

/** The keys of an authorized_keys file; lines that sshd passes over are passed over. */
function authorizedKeys(text: string): AuthorizedKey[] {
	return text.split('\n').flatMap((content, index): AuthorizedKey[] => {
		const line = content.trim();
		if (line === '' || line.startsWith('#')) {
			return [];
		}
		const plain = parsePublicKeyLine(line);
		if (!('problem' in plain)) {
			return [{line: index + 1, options: '', key: plain.key}];
		}
		const [, options = '', rest = ''] = optionsForm.exec(line) ?? [];
		const restricted = parsePublicKeyLine(rest);
		return 'problem' in restricted ? [] : [{line: index + 1, options, key: restricted.key}];
	});
}

/** The line that lets a key in already, whatever its comment and options; null when there is none. */
export function findAuthorized(text: string, key: PublicKey): AuthorizedKey | null {
	const isAuthority = ({options}: AuthorizedKey): boolean => /(^|,)cert-authority(,|$)/i.test(options);
	return (
		authorizedKeys(text).find(
			entry => entry.key.certificate === null && !isAuthority(entry) && sameBytes(entry.key.blob, key.blob),
		) ?? null
	);
}

/** The text with one line more, on a line of its own also where the last one had no end. Nothing else changes. */
export function appendedLine(text: string, line: string): string {
	return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/** The line for a public key: nothing but its type, its key and a comment without characters that could do harm. */
export function authorizedLine({algorithm}: PublicKey, base64: string, comment: string): string {
	return `${algorithm} ${base64} ${comment.replaceAll(/[^\x20-\x7e\u00a1-\uffff]/g, '').trim()}`.trimEnd();
}

/** The command that does the same where there is no SFTP: to be pasted into a shell here. `ssh` is the words that reach the host. */
export function installCommand(publicFile: string, ssh: string): string {
	const there = [
		'umask 077',
		'mkdir -p .ssh',
		'f=.ssh/authorized_keys',
		'{ [ ! -s $f ] || [ -z "$(tail -c 1 $f)" ] || echo; cat; } >> $f',
	];
	return `${ssh} '${there.join('; ')}' < ${shellWord(publicFile)}`;
}
