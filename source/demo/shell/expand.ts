import {list} from '../sandbox/operations.ts';
import {toBytes, toText} from '../sandbox/sandbox.ts';
import type {Shell} from './shell.ts';
import type {Piece, Word} from './tokenize.ts';

/** What a word stands for: variables, `~` and wildcards replaced. A wildcard that matches nothing stays as it is. */
export function expand(word: Word, shell: Shell): string[] {
	const pieces = word.map((piece, index) => ({
		...piece,
		text: replaceVariables(index === 0 ? replaceHome(piece, shell) : piece, shell),
	}));
	const text = pieces.map(piece => piece.text).join('');
	if (!pieces.some(piece => piece.kind === 'plain' && /[*?]/.test(piece.text))) {
		return text === '' && pieces.every(piece => piece.kind === 'plain') ? [] : [text];
	}
	const matches = findMatches(pieces, shell);
	return matches.length > 0 ? matches : [text];
}

function replaceHome(piece: Piece, shell: Shell): Piece {
	const text =
		piece.kind === 'plain' ? piece.text.replace(/^~(?=\/|$)/, toText(shell.host.sandbox.home)) : piece.text;
	return {...piece, text};
}

function replaceVariables({kind, text}: Piece, shell: Shell): string {
	if (kind === 'literal') {
		return text;
	}
	return text.replaceAll(/\\\$|\$(\?|[A-Za-z_][A-Za-z0-9_]*)/g, (whole, name: string | undefined) => {
		return name === undefined ? whole.slice(1) : variable(name, shell);
	});
}

/** The value of a shell variable; empty when there is none. */
function variable(name: string, shell: Shell): string {
	const special: Record<string, string> = {
		'?': String(shell.status),
		PWD: toText(shell.directory),
		COLUMNS: String(shell.columns),
		LINES: String(shell.rows),
	};
	return special[name] ?? shell.env.get(name) ?? '';
}

// Wildcards work in the last name of a path, which is where people use them.
function findMatches(pieces: Word, shell: Shell): string[] {
	const text = pieces.map(piece => piece.text).join('');
	const directory = text.slice(0, text.lastIndexOf('/') + 1);
	const pattern = pieces.map(piece => patternOf(piece)).join('');
	const last = new RegExp(`^${pattern.slice(pattern.lastIndexOf('/') + 1)}$`, 'su');
	let names: string[];
	try {
		names = list(shell.host.sandbox, toBytes(directory || '.'), shell.directory).map(toText);
	} catch {
		return [];
	}
	const isHiddenWanted = text.slice(directory.length).startsWith('.');
	return names
		.filter(name => last.test(name) && (isHiddenWanted || !name.startsWith('.')))
		.sort()
		.map(name => directory + name);
}

function patternOf({kind, text}: Piece): string {
	const escaped = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
	return kind === 'plain' ? escaped.replaceAll('\\*', '.*').replaceAll('\\?', '.') : escaped;
}
