import {Refusal} from '../errors.ts';

/** What a shell would act upon, and we do not: only quotes, backslashes and a leading `~` are understood. */
const shellSyntax = /[;&|<>$`()]/;

/**
 * Splits a typed line into words as a POSIX shell does (quotes, backslashes), with a leading `~` as the home directory
 * and nothing else expanded. Throws a Refusal for an open quote and for shell syntax outside single quotes.
 */
export function splitWords(line: string, home: string): string[] {
	const words: string[] = [];
	let word: string | null = null;
	for (let rest = line; rest !== ''; ) {
		const piece = nextPiece(rest);
		rest = rest.slice(piece.length);
		if (piece.text === null) {
			if (word !== null) {
				words.push(word);
			}
			word = null;
		} else {
			const isHome: boolean = word === null && piece.text === '~' && /^([\s/]|$)/.test(rest);
			word = (word ?? '') + (isHome ? home : piece.text);
		}
	}
	return word === null ? words : [...words, word];
}

/** The first piece of a line: what it stands for (null between words), and how many characters it takes. */
function nextPiece(line: string): {text: string | null; length: number} {
	const blank = /^\s+/.exec(line);
	if (blank) {
		return {text: null, length: blank[0].length};
	}
	const single = /^'([^']*)'/.exec(line);
	if (single) {
		return {text: single[1] ?? '', length: single[0].length};
	}
	const double = /^"((?:[^"\\]|\\.)*)"/s.exec(line);
	if (double) {
		const inside = double[1] ?? '';
		refuseShellSyntax(/(?<!\\)[$`]/.exec(inside)?.[0]);
		return {text: inside.replaceAll(/\\(["\\$`])/g, '$1'), length: double[0].length};
	}
	const first = line.charAt(0);
	if (first === "'" || first === '"') {
		throw new Refusal(`A quote ${first} is not closed.`);
	}
	if (first === '\\' && line.length > 1) {
		return {text: line.charAt(1), length: 2};
	}
	refuseShellSyntax(shellSyntax.exec(first)?.[0]);
	return {text: first, length: 1};
}

function refuseShellSyntax(character: string | undefined): void {
	if (character !== undefined) {
		throw new Refusal(
			`Only an ssh command can be typed here, no shell syntax (${character}).`,
			'Put it in single quotes if the host should see it.',
		);
	}
}
