import type {KeyFile, KeyProblem} from './key-file.ts';
import {isHardwareKey} from './key-file.ts';

/** Below these a passphrase can be tried too quickly: ssh-keygen's own number of bcrypt rounds, and what PBKDF2 needs. */
const leastRounds = {openssh: 16, pkcs8: 100_000};
/** What ssh-keygen makes today, and below which a key can be broken. */
const rsaBits = {usual: 3072, least: 2048};

const better = 'Make an ED25519 key (ssh-keygen -t ed25519) and install it in its place.';
const protect = 'Give it one: P in the dashboard, or ssh-keygen -p.';
const protectAnew =
	'Set its passphrase anew, which writes it in today’s format: P in the dashboard, or ssh-keygen -p -a 64.';

type Judged = Pick<KeyFile, 'type' | 'bits' | 'encrypted' | 'format' | 'rounds'>;

/** What is wrong with the kind of a key, and with how its passphrase protects it. */
export function judgeKey(key: Judged): KeyProblem[] {
	return [...kindProblems(key), ...protectionProblems(key)];
}

function kindProblems({type, bits}: Judged): KeyProblem[] {
	if (type === 'DSA' || type === 'DSA-CERT') {
		return [{severity: 'bad', problem: 'It is a DSA key, which OpenSSH no longer accepts.', advice: better}];
	}
	if ((type === 'RSA' || type === 'RSA-CERT') && bits !== null && bits < rsaBits.usual) {
		return bits < rsaBits.least
			? [{severity: 'bad', problem: `RSA of ${bits} bits can be broken.`, advice: better}]
			: [
					{
						severity: 'warning',
						problem: `RSA of ${bits} bits is less than the ${rsaBits.usual} of today.`,
						advice: better,
					},
				];
	}
	return [];
}

function protectionProblems(key: Judged): KeyProblem[] {
	const {encrypted, format, rounds} = key;
	const warn = (problem: string, advice: string): KeyProblem[] => [{severity: 'warning', problem, advice}];
	if (encrypted === false && !isHardwareKey(key)) {
		return warn(`It ${openTo(key)}.`, protect);
	}
	if (encrypted !== true) {
		return [];
	}
	if (format === 'pem') {
		return warn('Its passphrase protects it weakly: PEM has a single round of MD5.', protectAnew);
	}
	const isWeak =
		rounds !== null && (format === 'openssh' || format === 'pkcs8') && rounds < leastRounds[format];
	return isWeak
		? warn(`Its passphrase protects it weakly: ${rounds} ${rounds === 1 ? 'round' : 'rounds'}.`, protectAnew)
		: [];
}

/** What a key that has no passphrase has to fear, as what follows its name. */
export function openTo(key: Pick<KeyFile, 'type'>): string {
	return isHardwareKey(key)
		? 'has no passphrase; its file is of no use without the security key'
		: 'has no passphrase: whoever copies the file can use it';
}

/** What is good to know of a kind of key that is not wrong; null where there is nothing. */
export function remarkOn({type}: Pick<KeyFile, 'type'>): string | null {
	return type === 'ECDSA' ? 'ECDSA is fine; ED25519 is what OpenSSH makes by default today.' : null;
}
