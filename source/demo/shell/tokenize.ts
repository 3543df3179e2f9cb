import {CommandError} from './shell.ts';

/** A part of a word: `plain` is open to everything, `double` to variables, `literal` to nothing. */
export type Piece = {readonly kind: 'plain' | 'double' | 'literal'; readonly text: string};
export type Word = readonly Piece[];

export type Token = {readonly operator: string} | {readonly word: Word};

const operators = /^(?:&&|\|\||[012]?>>|[012]?>&[12]|[012]?>|0?<|[;|\n])/;
const beyond = /^(?:&|\(|\)|`|\$\()/;

/** Cuts a command line into words and operators. Throws a CommandError (status 2). */
export function tokenize(line: string): Token[] {
	const tokens: Token[] = [];
	let rest = line;
	for (;;) {
		rest = rest.replace(/^(?:[ \t\r]|\\\n)+/, '').replace(/^#[^\n]*/, '');
		if (rest === '') {
			return tokens;
		}
		const operator = operators.exec(rest)?.[0];
		if (operator === undefined) {
			const {word, length} = readWord(rest);
			tokens.push({word});
			rest = rest.slice(length);
		} else {
			tokens.push({operator});
			rest = rest.slice(operator.length);
		}
	}
}

function readWord(text: string): {word: Word; length: number} {
	const word: Piece[] = [];
	let at = 0;
	while (at < text.length && !/[\s;|<>]/.test(text[at]!)) {
		const rest = text.slice(at);
		const unknown = beyond.exec(rest)?.[0];
		if (unknown !== undefined) {
			if (unknown === '&' && rest.startsWith('&&')) {
				break;
			}
			throw new CommandError(`this small shell has no ${unknown}`, 2);
		}
		const piece = readPiece(rest);
		word.push(piece.piece);
		at += piece.length;
	}
	return {word, length: at};
}

function readPiece(text: string): {piece: Piece; length: number} {
	if (text.startsWith("'")) {
		const end = text.indexOf("'", 1);
		requireQuote(end);
		return {piece: {kind: 'literal', text: text.slice(1, end)}, length: end + 1};
	}
	if (text.startsWith('"')) {
		const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text);
		requireQuote(quoted ? 0 : -1);
		return {
			piece: {kind: 'double', text: quoted![1]!.replaceAll(/\\(["\\])/g, '$1')},
			length: quoted![0].length,
		};
	}
	if (text.startsWith('\\')) {
		const character = String.fromCodePoint(text.codePointAt(1) ?? 0x5c);
		return {piece: {kind: 'literal', text: character}, length: 1 + (text.length > 1 ? character.length : 0)};
	}
	const plain = /^[^\s;|<>&()`'"\\$]+|^\$[A-Za-z_?]?[A-Za-z0-9_]*/.exec(text)![0];
	return {piece: {kind: 'plain', text: plain}, length: plain.length};
}

function requireQuote(end: number): void {
	if (end < 0) {
		throw new CommandError('a quote is not closed', 2);
	}
}
