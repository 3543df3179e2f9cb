import type {Stats} from 'node:fs';
import {certificateProblems} from '../../core/keys/certificate-problems.ts';
import type {KeyFile} from '../../core/keys/key-file.ts';
import {claimsPrivateKey, parsePrivateKey} from '../../core/keys/private-key.ts';
import {isSameKey, type PublicKey} from '../../core/keys/public-key.ts';
import {derivePublicKey} from './derive-public-key.ts';
import {fingerprint} from './fingerprint.ts';
import {findPublicKey, type PublicFile, readPublicFile} from './read-public-file.ts';
import {type RegularFile, readRegular} from './read-regular.ts';

const sizeLimit = 64 * 1024;
const sentences = {
	missing: 'There is no such file.',
	special: 'It is no regular file.',
	unreadable: 'It cannot be read.',
} as const;

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
	const half = 'error' in own ? withoutFile(sentences[own.error], beside) : readText(own, beside);
	const problems = [...half.problems];
	if ('key' in certificate) {
		problems.push(...certificateProblems(certificate.key, half.key, Date.now() / 1000));
	} else if (!certificate.isMissing) {
		problems.push(`Its certificate ${certificate.problem}.`);
	}
	const attached = 'key' in certificate ? certificate.key.certificate : null;
	return {
		path,
		type: half.key?.type ?? half.type ?? null,
		bits: half.key?.bits || null,
		fingerprint: half.key ? fingerprint(half.key.blob) : null,
		comment: half.comment,
		encrypted: half.encrypted ?? null,
		format: half.format,
		rounds: half.rounds ?? null,
		certificate: half.key?.certificate ?? attached,
		problems,
	};
}

/** What the file itself and its `.pub` tell. */
type Half = {
	readonly format: KeyFile['format'];
	readonly key: PublicKey | null;
	readonly comment: string;
	readonly problems: readonly string[];
	readonly type?: string | null;
	readonly encrypted?: boolean;
	readonly rounds?: number | null;
};

function withoutFile(problem: string, beside: PublicFile): Half {
	return 'key' in beside
		? {
				format: 'public',
				...beside,
				problems: [problem, 'Its .pub is there: it works while the agent has the key.'],
			}
		: {format: 'unknown', key: null, comment: '', problems: [problem]};
}

function readText(
	{bytes, stats, complete}: {bytes: Buffer; stats: Stats; complete: boolean},
	beside: PublicFile,
): Half {
	const text = bytes.toString('latin1');
	if (!claimsPrivateKey(text)) {
		const found = findPublicKey(bytes.toString());
		return found === null
			? {format: 'unknown', key: null, comment: '', problems: ['It is not a key.']}
			: {format: 'public', ...found, problems: []};
	}
	const problems = ownerProblems(stats);
	const read = complete ? parsePrivateKey(text) : {problem: 'it is too big for a key'};
	if ('problem' in read) {
		return {...withoutFile(`It is damaged: ${read.problem}.`, beside), format: 'unknown'};
	}
	const derived = read.format === 'openssh' || read.encrypted ? read.key : derivePublicKey(bytes);
	if (derived !== null && 'problem' in derived) {
		problems.push(`It is damaged: ${derived.problem}.`);
	}
	const inside = derived !== null && !('problem' in derived) ? derived : null;
	if (!('key' in beside)) {
		problems.push(`Its .pub ${beside.problem}.`);
	} else if (inside !== null && !isSameKey(inside, beside.key)) {
		problems.push('Its .pub is of another key.');
	}
	const comment = read.comment ?? ('key' in beside ? beside.comment : '');
	return {...read, key: inside ?? ('key' in beside ? beside.key : null), comment, problems};
}

/** What ssh holds against the owner and the mode of a private key: it asks only about files of its own user. */
function ownerProblems({uid, mode}: Stats): string[] {
	if (uid !== process.getuid?.()) {
		return ['It belongs to another user.'];
	}
	const octal = (mode & 0o777).toString(8).padStart(4, '0');
	return mode & 0o077 ? [`Its mode ${octal} lets others in, so ssh ignores it: make it 0600.`] : [];
}
