import {userInfo} from 'node:os';
import {isAbsolute, join} from 'node:path';

/** Where Sallyport keeps its files (XDG Base Directory Specification). */
export type Directories = {
	/** The user's home as ssh sees it: from the password database, whatever `HOME` says. */
	readonly home: string;
	/** History, pins, log. */
	readonly state: string;
};

function homeOfPasswordDatabase(): string {
	try {
		return userInfo().homedir;
	} catch {
		// A user id without an entry in the password database: ssh itself refuses to run then.
		return '/';
	}
}

/** A relative path in an XDG variable is to be ignored, says the specification; in HOME it is of no use either. */
export function findDirectories(env: NodeJS.ProcessEnv): Directories {
	const home = homeOfPasswordDatabase();
	const given = env['XDG_STATE_HOME'] ?? '';
	const base = isAbsolute(given)
		? given
		: join(isAbsolute(env['HOME'] ?? '') ? env['HOME']! : home, '.local', 'state');
	return {home, state: join(base, 'sallyport')};
}
