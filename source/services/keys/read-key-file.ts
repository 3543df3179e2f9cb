import type {Stats} from 'node:fs';
import {octal} from '../../core/doctor/mode-fault.ts';
import {certificateProblems} from '../../core/keys/certificate-problems.ts';
import {judgeKey} from '../../core/keys/judge-key.ts';
import {type KeyFile, type KeyProblem, worstFirst} from '../../core/keys/key-file.ts';
import {claimsPrivateKey, parsePrivateKey} from '../../core/keys/private-key.ts';
import {isSameKey, type PublicKey, parsePublicKey} from '../../core/keys/public-key.ts';
import {derivePublicKey} from './derive-public-key.ts';
import {fingerprint} from './fingerprint.ts';
import {findPublicKey, type PublicFile, readPublicFile} from './read-public-file.ts';
import {type RegularFile, readRegular} from './read-regular.ts';

const sizeLimit = 64 * 1024;
const unread = {
	missing: ['There is no such file.', 'Correct the IdentityFile line that names it, or make the key.'],
	special: ['It is no regular file.', 'ssh cannot use it: name another file.'],
	unreadable: ['It cannot be read.', 'Make it yours, with mode 0600.'],
} as const;
const restore = 'Restore it from a backup, or make a new key.';
const writePublic = 'Write it anew: w among its details (Enter), or ssh-keygen -y.';

function bad(problem: string, advice: string): KeyProblem {
	return {severity: 'bad', problem, advice};
}

function warning(problem: string, advice: string): KeyProblem {
	return {severity: 'warning', problem, advice};
}

/** Whether a file's content says that it is a private key, even one that is damaged or too big. */
export function isKeyFile(file: RegularFile): boolean {
	return !('error' in file) && claimsPrivateKey(file.bytes.toString('latin1', 0, 100));
}

/**
 * What is known of a key file, of whatever state: its own text, the `.pub` and the `-cert.pub` beside it. `file` is what
 * reading its path gave. Never throws.
 */
export async function readKeyFile(path: string, file?: RegularFile): Promise<KeyFile> {
	const [own, beside, certificate] = await Promise.all([
		file ?? readRegular(path, sizeLimit),
		readPublicFile(`${path}.pub`),
		readPublicFile(`${path}-cert.pub`),
	]);
	const half = 'error' in own ? withoutFile(unreadProblem(own.error), beside) : readText(own, beside);
	const key = half.key;
	const known = {
		type: key?.type ?? half.type ?? null,
		bits: key?.bits || null,
		encrypted: half.encrypted ?? null,
		format: half.format,
		cipher: half.cipher ?? null,
		rounds: half.rounds ?? null,
	};
	const problems = [...half.problems, ...judgeKey(known)];
	if ('key' in certificate) {
		problems.push(...certificateProblems(certificate.key, key, Date.now() / 1000));
	} else if (!certificate.isMissing) {
		problems.push(
			bad(`Its certificate ${certificate.problem}.`, 'Put the right one there, or remove the file.'),
		);
	}
	const shown = key?.certificate ?? ('key' in certificate ? certificate.key.certificate : null);
	return {
		path,
		...known,
		fingerprint: key ? fingerprint(key.blob) : null,
		comment: half.comment,
		certificate: shown,
		authority: shown === null ? null : authorityOf(shown.authority),
		mode: 'error' in own ? null : own.stats.mode & 0o777,
		problems: worstFirst(problems),
	};
}

function authorityOf(blob: Uint8Array): string {
	const key = parsePublicKey(blob);
	return 'problem' in key ? 'a damaged key' : `${key.type} ${fingerprint(key.blob)}`;
}

function unreadProblem(error: keyof typeof unread): KeyProblem {
	const [problem, advice] = unread[error];
	return bad(problem, advice);
}

/** What the file itself and its `.pub` tell. */
type Half = {
	readonly format: KeyFile['format'];
	readonly key: PublicKey | null;
	readonly comment: string | null;
	readonly problems: readonly KeyProblem[];
	readonly type?: string | null;
	readonly encrypted?: boolean;
	readonly cipher?: string | null;
	readonly rounds?: number | null;
};

function withoutFile(problem: KeyProblem, beside: PublicFile): Half {
	if (!('key' in beside)) {
		return {format: 'unknown', key: null, comment: null, problems: [problem]};
	}
	const helps = {
		...problem,
		severity: 'warning',
		advice: 'Its .pub is there: it works while the agent has the key.',
	} as const;
	return {format: 'public', ...beside, problems: [helps]};
}

function readText(
	{bytes, stats, complete}: {bytes: Buffer; stats: Stats; complete: boolean},
	beside: PublicFile,
): Half {
	const text = bytes.toString('latin1');
	if (!claimsPrivateKey(text)) {
		const found = findPublicKey(bytes.toString());
		return found === null
			? {
					format: 'unknown',
					key: null,
					comment: null,
					problems: [bad('It is not a key.', 'Correct the IdentityFile line that names it.')],
				}
			: {format: 'public', ...found, problems: []};
	}
	const problems = ownerProblems(stats);
	const read = complete ? parsePrivateKey(text) : {problem: 'it is too big for a key'};
	if ('problem' in read) {
		const damaged = bad(`It is damaged: ${read.problem}.`, restore);
		return {...withoutFile(damaged, beside), problems: [damaged, ...problems], format: 'unknown'};
	}
	const derived = read.format === 'openssh' || read.encrypted ? read.key : derivePublicKey(bytes);
	if (derived !== null && 'problem' in derived) {
		problems.push(bad(`It is damaged: ${derived.problem}.`, restore));
	}
	const inside = derived !== null && !('problem' in derived) ? derived : null;
	problems.push(...publicProblems(inside, beside));
	if (read.format === 'pkcs8' && inside?.type === 'ED25519') {
		problems.push(
			warning(
				'Only OpenSSH 9.6 and later reads an ED25519 key in PKCS#8.',
				'Write it in OpenSSH’s format with a newer ssh-keygen -p.',
			),
		);
	}
	const comment = read.comment ?? ('key' in beside ? beside.comment : null);
	return {...read, key: inside ?? ('key' in beside ? beside.key : null), comment, problems};
}

function publicProblems(inside: PublicKey | null, beside: PublicFile): KeyProblem[] {
	if (!('key' in beside)) {
		return [warning(`Its .pub ${beside.problem}.`, writePublic)];
	}
	return inside !== null && !isSameKey(inside, beside.key)
		? [bad('Its .pub is of another key.', writePublic)]
		: [];
}

/** What ssh holds against the owner and the mode of a private key: it asks only about files of its own user. */
function ownerProblems({uid, mode}: Stats): KeyProblem[] {
	if (uid !== process.getuid?.()) {
		return [warning('It belongs to another user.', 'Whoever owns it can change it: use a copy of your own.')];
	}
	const lets = `Its mode ${octal(mode & 0o777)} lets others in, so ssh ignores it.`;
	return mode & 0o077 ? [bad(lets, 'Make it 0600: m in the dashboard, or chmod 600.')] : [];
}
