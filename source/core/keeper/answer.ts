/** OpenSSH's readpassphrase buffer: what is longer would be cut. Bytes. */
const longest = 1023;

/** Why ssh would not get this answer as it was typed, in words; null when it would. */
export function whyNoAnswer(text: string): string | null {
	if (/[\r\n\0]/.test(text)) {
		return 'An answer is one line.';
	}
	// Pure code has no Buffer: this is the length in UTF-8.
	const length = encodeURI(text.toWellFormed()).replaceAll(/%[0-9A-F]{2}/g, '.').length;
	return length > longest ? `ssh takes at most ${longest} bytes.` : null;
}

/** Whether a value from another process can be given to ssh as an answer. */
export function isAnswer(value: unknown): value is string {
	return typeof value === 'string' && whyNoAnswer(value) === null;
}
