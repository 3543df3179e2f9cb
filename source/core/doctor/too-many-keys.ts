import type {Finding} from './stage.ts';

/** Servers hang up after so many failures where MaxAuthTries is not set (sshd_config(5)). */
export const mostKeysOffered = 6;

/** What is to be said of so many keys offered in one login; null when they are few enough. `who` begins the sentence. */
export function tooManyKeys(count: number, who: string): Finding | null {
	return count < mostKeysOffered
		? null
		: {
				cause: `${who} ${count} keys, and as a rule a host hangs up after ${mostKeysOffered} wrong ones (“Too many authentication failures”).`,
				advice: 'Where that happens, name the right key with IdentityFile and set IdentitiesOnly yes.',
			};
}
