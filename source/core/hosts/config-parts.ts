import {type ConfigLine, hasByteOrderMark, readLines} from './config-text.ts';
import {readDirective} from './lexer.ts';

/** The keywords of the lines on which others hang, or which bring in other files. */
const headKinds: ReadonlySet<string> = new Set(['host', 'match', 'include']);
const forwards: ReadonlySet<string> = new Set(['localforward', 'remoteforward', 'dynamicforward']);

/**
 * Where a text is cut. A `Host` line of one usual name is taken out as a whole, its name kept; other lines stand behind
 * the cut: any other `Host`, `Match` or `Include`, a forward, and what only the lexer can tell, since there is a quote
 * in its keyword or an odd start. The first line of these rules out most lines at one look.
 */
const cut = new RegExp(
	[
		String.raw`\n[ \t\r]*(?=[hmilrd"=])(?!hostn)`,
		String.raw`(?:host[ \t\r]+([\w.][\w.@:+-]*)[ \t\r]*(?=\n|$)`,
		String.raw`|(?=(?:host|match|include)(?:[ \t\r\f\n"=\0]|$)|(?:local|remote|dynamic)forward|[hmilrd][a-z]*"`,
		// Two quotes are an empty word, which ssh passes over at the very start of a line only.
		String.raw`|=|"[^"]|(?<=\n)"))`,
	].join(''),
	'i',
);

/**
 * The lines of a config file in parts, each from a line that matters for the list of hosts to the next. A file of ten
 * thousand hosts is read before the first frame: one call of the engine cuts its text, and the lines within a part are
 * taken apart when they are asked for. Parts are counted from 0; the first one has no head.
 */
export class ConfigParts {
	readonly count: number;
	/** The parts, but the first, that do not begin with a `Host` line of one usual name. */
	readonly odd: readonly number[];
	/** The text of a part, then the usual name of the `Host` line before the next one or undefined, and so on. */
	readonly #pieces: readonly (string | undefined)[];
	readonly #heads: (ConfigLine | null | undefined)[];
	readonly #bodies: (readonly ConfigLine[] | undefined)[];
	readonly #numbers = [0];
	readonly #keywords = new Map<string, string>();
	#lines: readonly ConfigLine[] | null = null;

	/** Of a text, which may have a newline of the reader's own before it, or of lines that are read already. */
	constructor(source: string | {readonly behindNewline: string} | readonly ConfigLine[]) {
		if (typeof source === 'string' || 'behindNewline' in source) {
			this.#pieces = (typeof source === 'string' ? behindNewline(source) : source.behindNewline).split(cut);
			this.#heads = [];
			this.#bodies = [];
			this.count = (this.#pieces.length + 1) / 2;
			this.odd = oddParts(this.#pieces);
		} else {
			const {heads, bodies} = cutLines(source);
			this.#pieces = [];
			this.#heads = heads;
			this.#bodies = bodies;
			this.count = bodies.length;
			this.odd = [...bodies.keys()].slice(1);
		}
	}

	/** All directives of the file, as `readConfigText` gives them. */
	get lines(): readonly ConfigLine[] {
		if (this.#lines === null) {
			const lines: ConfigLine[] = [];
			for (let part = 0; part < this.count; part++) {
				const head = this.headAt(part);
				if (head !== null) {
					lines.push(head);
				}
				for (const line of this.bodyAt(part)) {
					lines.push(line);
				}
			}
			this.#lines = lines;
		}
		return this.#lines;
	}

	/** The lines of `Match` or `Include`, in order. */
	heads(kind: 'match' | 'include'): ConfigLine[] {
		return this.odd.map(part => this.headAt(part)).filter(head => head?.keyword === kind) as ConfigLine[];
	}

	/** The name of a part that begins with a `Host` line of one name of the usual letters; no pattern, nothing to unquote. */
	nameAt(part: number): string | undefined {
		return this.#pieces[2 * part - 1];
	}

	/** The line of `Host`, `Match` or `Include` with which a part begins; null where it begins with any other line. */
	headAt(part: number): ConfigLine | null {
		let head = this.#heads[part];
		if (head === undefined) {
			const name = this.nameAt(part);
			head =
				name === undefined
					? this.#readHead(part)
					: {number: this.#numberAt(part), keyword: 'host', argument: name};
			this.#heads[part] = head;
		}
		return head;
	}

	/** The lines of a part without its head. */
	bodyAt(part: number): readonly ConfigLine[] {
		let body = this.#bodies[part];
		if (body === undefined) {
			const text = this.#textAt(part);
			const isBehindHead = this.nameAt(part) === undefined && this.headAt(part) !== null;
			const from = isBehindHead ? endOfLine(text) : 0;
			body = readLines(text, {from, number: this.#numberAt(part), keywords: this.#keywords});
			this.#bodies[part] = body;
		}
		return body;
	}

	#textAt(part: number): string {
		return this.#pieces[2 * part] as string;
	}

	#readHead(part: number): ConfigLine | null {
		const text = this.#textAt(part);
		const directive = part === 0 ? null : readDirective(text.slice(0, endOfLine(text)));
		return directive !== null && headKinds.has(directive.keyword)
			? {number: this.#numberAt(part), ...directive}
			: null;
	}

	/** The number of the line in which the text of a part begins: 0 for the first, which begins with our own newline. */
	#numberAt(part: number): number {
		for (let at = this.#numbers.length; at <= part; at++) {
			this.#numbers.push((this.#numbers[at - 1] as number) + newlinesIn(this.#textAt(at - 1)) + 1);
		}
		return this.#numbers[part] as number;
	}
}

/** Every line of the text has a newline before it then. */
function behindNewline(text: string): string {
	return `\n${hasByteOrderMark(text) ? text.slice(1) : text}`;
}

/** By one call of the engine for each, of which there are few. */
function oddParts(pieces: readonly (string | undefined)[]): number[] {
	const odd: number[] = [];
	for (let at = pieces.indexOf(undefined); at !== -1; at = pieces.indexOf(undefined, at + 1)) {
		odd.push((at + 1) / 2);
	}
	return odd;
}

function cutLines(lines: readonly ConfigLine[]): {heads: (ConfigLine | null)[]; bodies: ConfigLine[][]} {
	const heads: (ConfigLine | null)[] = [null];
	const bodies: ConfigLine[][] = [[]];
	for (const line of lines) {
		const isHead = headKinds.has(line.keyword);
		if (isHead || forwards.has(line.keyword)) {
			heads.push(isHead ? line : null);
			bodies.push([]);
		}
		if (!isHead) {
			bodies.at(-1)?.push(line);
		}
	}
	return {heads, bodies};
}

function endOfLine(text: string): number {
	const at = text.indexOf('\n');
	return at === -1 ? text.length : at;
}

function newlinesIn(text: string): number {
	let count = 0;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
		count++;
	}
	return count;
}
