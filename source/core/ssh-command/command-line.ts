/** The arguments that connect to an alias of the config, which decides all the rest. The alias has been checked. */
export function connectArguments(alias: string): string[] {
	return ['--', alias];
}

/** An ssh command as text to be pasted into a shell, `args` being what follows `ssh`; `--` only where it matters. */
export function commandLine(args: readonly string[]): string {
	const end = args.indexOf('--');
	const isNeeded = args.slice(end + 1).some(argument => argument.startsWith('-'));
	const shown = end === -1 || isNeeded ? args : args.toSpliced(end, 1);
	return ['ssh', ...shown.map(shellWord)].join(' ');
}

/** A word as a shell reads it back. */
export function shellWord(word: string): string {
	return /^[\w@%+:,./-][\w@%+:,./=-]*$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
