import {isObject} from './shape.ts';

export type Environment = Readonly<Record<string, string>>;

const most = 2000;
/** Characters of all names and values. */
const longest = 512 * 1024;
const name = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What would change how our own programs run, or send ssh's questions elsewhere. */
const left = /^(NODE_.*|LD_.*|DYLD_.*|SSH_ASKPASS.*|SALLYPORT_.*|BASH_ENV|ENV)$/;

/** The environment that an ssh without a terminal gets: the user's, less what would change how our programs run. */
export function quietEnvironment(given: Readonly<Record<string, string | undefined>>): Environment {
	const entries = Object.entries(given).filter(
		(entry): entry is [string, string] =>
			entry[1] !== undefined && name.test(entry[0]) && !left.test(entry[0]),
	);
	return Object.fromEntries(entries);
}

/** Whether a value from another process can be used as an environment. */
export function isEnvironment(value: unknown): value is Environment {
	if (!isObject(value)) {
		return false;
	}
	const entries = Object.entries(value);
	let size = 0;
	return (
		entries.length <= most &&
		entries.every(([key, text]) => {
			size += typeof text === 'string' ? key.length + text.length : longest;
			return name.test(key) && !left.test(key) && size < longest && !(text as string).includes('\0');
		})
	);
}

/** What makes ssh take its questions to the keeper: the program at `askpass`, and the token of this child alone. */
export function questionsEnvironment(askpass: string, token: string): Environment {
	return {SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force', SALLYPORT_TOKEN: token};
}
