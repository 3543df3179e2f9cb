import type {KeyProblem} from './key-file.ts';
import {isSameKey, type PublicKey} from './public-key.ts';

const day = 86_400;
const renew =
	'Have it renewed: ssh tries the plain key instead, which a server that wants certificates refuses.';

function bad(problem: string, advice: string): KeyProblem {
	return {severity: 'bad', problem, advice};
}

/** What keeps a certificate from being of use to a key, or soon will. `now` is in seconds since the epoch. */
export function certificateProblems(own: PublicKey, key: PublicKey | null, now: number): KeyProblem[] {
	const {certificate} = own;
	const remove = 'Put the right certificate there, or remove the file.';
	if (certificate === null) {
		return [bad('Its -cert.pub is a plain key, not a certificate.', remove)];
	}
	const problems: KeyProblem[] = [];
	if (key !== null && !isSameKey(key, own)) {
		problems.push(bad('Its certificate is of another key.', remove));
	}
	if (certificate.kind !== 'user') {
		problems.push(bad('Its certificate is not for a user.', remove));
	}
	if (certificate.validAfter !== null && now < certificate.validAfter) {
		problems.push(bad('Its certificate is not valid yet.', 'Wait until it is, or have another one made.'));
	}
	if (certificate.validBefore !== null && now >= certificate.validBefore) {
		problems.push(bad('Its certificate has expired.', renew));
	} else if (certificate.validBefore !== null && now >= certificate.validBefore - day) {
		problems.push({
			severity: 'warning',
			problem: 'Its certificate expires within a day.',
			advice: 'Have it renewed in time.',
		});
	}
	return problems;
}
