/** A file or directory of the user that lets others in where OpenSSH does not accept it. Modes are the lowest nine bits. */
export type ModeFault = {
	readonly path: string;
	readonly mode: number;
	/** The mode it should have: the same without what lets others in. */
	readonly wanted: number;
	/** ssh here does without the file, or refuses to run; otherwise only logins to this machine suffer. */
	readonly isRefused: boolean;
};

/** A mode as `chmod` takes it: `0600`. */
export function octal(mode: number): string {
	return mode.toString(8).padStart(4, '0');
}
