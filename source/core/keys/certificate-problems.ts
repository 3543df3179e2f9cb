import {isSameKey, type PublicKey} from './public-key.ts';

const day = 86_400;

/** What keeps a certificate from being of use to a key, or soon will. `now` is in seconds since the epoch. */
export function certificateProblems(own: PublicKey, key: PublicKey | null, now: number): string[] {
	const {certificate} = own;
	if (certificate === null) {
		return ['Its -cert.pub is a plain key, not a certificate.'];
	}
	const problems: string[] = [];
	if (key !== null && !isSameKey(key, own)) {
		problems.push('Its certificate is of another key.');
	}
	if (certificate.kind !== 'user') {
		problems.push('Its certificate is not for a user.');
	}
	if (certificate.validAfter !== null && now < certificate.validAfter) {
		problems.push('Its certificate is not valid yet.');
	}
	if (certificate.validBefore !== null && now >= certificate.validBefore) {
		problems.push('Its certificate has expired.');
	} else if (certificate.validBefore !== null && now >= certificate.validBefore - day) {
		problems.push('Its certificate expires within a day.');
	}
	return problems;
}
