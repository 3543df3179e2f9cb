import {createHash, timingSafeEqual} from 'node:crypto';
import ssh2, {type AuthContext, type ParsedKey} from 'ssh2';

/** What it takes to log in to a host. */
export type Login = {
	readonly user: string;
	/** Public key lines that are accepted. */
	readonly keys: readonly string[];
	readonly password: string | null;
	/** Further lines, looked up at each attempt: what visitors have put into the account's authorized_keys. */
	readonly installed: () => readonly string[];
};

/** Whether a login attempt is right; so is the question whether a key would do, which is not proved yet. */
export type Judge = (attempt: AuthContext) => boolean;

/** The methods a host offers. */
export function methodsOf(login: Login): ('publickey' | 'password')[] {
	return login.password === null ? ['publickey'] : ['publickey', 'password'];
}

/** Prepares the check of login attempts (RFC 4252). */
export function makeJudge(login: Login): Judge {
	const given = parsed(login.keys);
	return attempt => {
		if (attempt.username !== login.user) {
			return false;
		}
		if (attempt.method === 'password' && login.password !== null) {
			return isSame(attempt.password, login.password);
		}
		if (attempt.method !== 'publickey') {
			return false;
		}
		const {key: offered, blob, signature, hashAlgo} = attempt;
		const isIt = (accepted: ParsedKey): boolean =>
			accepted.type === offered.algo && accepted.getPublicSSH().equals(offered.data);
		const key = given.find(isIt) ?? parsed(login.installed()).find(isIt);
		if (key === undefined) {
			return false;
		}
		if (signature === undefined || blob === undefined) {
			return true;
		}
		return key.verify(blob, signature, hashAlgo) === true;
	};
}

function parsed(lines: readonly string[]): ParsedKey[] {
	return lines
		.map(line => ssh2.utils.parseKey(line))
		.filter((key): key is ParsedKey => !(key instanceof Error));
}

function isSame(given: string, wanted: string): boolean {
	return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
