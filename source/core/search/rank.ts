import type {Host} from '../hosts/host.ts';

/** What is searched of a host, in lower case, made once for each reading of the config. */
type Haystack = {readonly alias: string; readonly rest: string; readonly tags: readonly string[]};

/** A word of a query, in lower case and as it was typed. */
type Word = {readonly lower: string; readonly typed: string};

const haystacks = new WeakMap<Host, Haystack>();

function haystackOf(host: Host): Haystack {
	let haystack = haystacks.get(host);
	if (haystack === undefined) {
		const tags = host.tags.map(tag => tag.toLowerCase());
		haystack = {
			alias: host.alias.toLowerCase(),
			rest: `${host.user ?? ''} ${host.hostName ?? ''} ${tags.join(' ')}`.toLowerCase(),
			tags,
		};
		haystacks.set(host, haystack);
	}
	return haystack;
}

/** Reads what `rank` needs of hosts; else its first call for a list does. */
export function prepareRank(hosts: readonly Host[]): void {
	hosts.forEach(haystackOf);
}

const letterOrDigit = /[\p{L}\p{N}]/u;

function isWordStart(text: string, index: number): boolean {
	if (index === 0) {
		return true;
	}
	const before = text[index - 1] as string;
	if (!letterOrDigit.test(before)) {
		return true;
	}
	const isDigit = (character: string): boolean => character >= '0' && character <= '9';
	return isDigit(text[index] as string) !== isDigit(before);
}

/** A place where `needle` stands in `text`: best at the start, then at the start of a word, then anywhere. */
function scoreSubstring(needle: string, text: string): number {
	let best = 0;
	for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + 1)) {
		const place = at === 0 ? 60 : isWordStart(text, at) ? 40 : 15;
		best = Math.max(best, place);
		if (place >= 40) {
			break;
		}
	}
	return best;
}

/**
 * The letters of `needle` in order with gaps: 0 when they are not all there, else more for letters that begin words and
 * follow each other. Letters are taken at a word start where there is one, else at the first place.
 */
function scoreSubsequence(needle: string, text: string): number {
	let score = 0;
	let from = 0;
	for (let index = 0; index < needle.length; index++) {
		const letter = needle[index] as string;
		const first = text.indexOf(letter, from);
		if (first === -1) {
			return index > 0 ? scoreGreedy(needle, text) : 0;
		}
		let at = first;
		if (first !== from || index === 0) {
			while (at !== -1 && !isWordStart(text, at)) {
				at = text.indexOf(letter, at + 1);
			}
			at = at === -1 ? first : at;
		}
		score += isWordStart(text, at) ? 4 : at === from && index > 0 ? 3 : 0;
		from = at + 1;
	}
	return Math.max(score, 1);
}

function scoreGreedy(needle: string, text: string): number {
	let from = 0;
	for (const letter of needle) {
		const at = text.indexOf(letter, from);
		if (at === -1) {
			return 0;
		}
		from = at + 1;
	}
	return 1;
}

/** How well one word of a query fits a host; 0 when it does not. */
function scoreWord(word: string, haystack: Haystack): number {
	if (word.startsWith('#')) {
		const wanted = word.slice(1);
		return haystack.tags.some(tag => tag.startsWith(wanted)) ? 1 : 0;
	}
	const {alias} = haystack;
	if (alias === word) {
		return 200;
	}
	const inAlias = scoreSubstring(word, alias);
	if (inAlias > 0) {
		return 60 + inAlias + (20 * word.length) / alias.length;
	}
	const inRest = scoreSubstring(word, haystack.rest);
	if (inRest > 0) {
		return 40 + inRest / 4;
	}
	const scattered = scoreSubsequence(word, alias);
	return scattered === 0
		? 0
		: Math.min(39, (30 * scattered) / (4 * word.length) + (8 * word.length) / alias.length);
}

/** How well all words of a query fit a host; 0 when one of them does not. The alias in its own letters fits best. */
function scoreHost(words: readonly Word[], host: Host): number {
	const haystack = haystackOf(host);
	let score = 0;
	for (const {lower, typed} of words) {
		const wordScore = scoreWord(lower, haystack) + (typed === host.alias ? 1 : 0);
		if (wordScore === 0) {
			return 0;
		}
		score += wordScore;
	}
	return score;
}

/** The hosts of a list that the last query fitted, in their order. */
type Last = {readonly words: readonly Word[]; readonly fitting: readonly Host[]};

const lasts = new WeakMap<readonly Host[], Last>();

/** Whether all that these words fit was fitted by those as well: the last word goes on, or more words follow. */
function isNarrower(words: readonly Word[], before: readonly Word[]): boolean {
	return before.every(({lower}, index) => {
		const word = words[index]?.lower;
		// `#p` fits tags, and an alias of just that name, which `#pr` may be as well.
		return (
			word === lower || (index === before.length - 1 && !lower.startsWith('#') && word?.startsWith(lower))
		);
	});
}

/**
 * The hosts that a query fits, best first; hosts that fit equally well stay in their order. A query is words, all of
 * which must fit: alias, hostname, user or tag in part, the alias also by scattered letters; `#prod` fits tags alone.
 * What a query like `we` has left out is not looked at again for `web`.
 */
export function rank(query: string, hosts: readonly Host[]): readonly Host[] {
	const words = query
		.split(' ')
		.filter(word => word !== '' && word !== '#')
		.map(typed => ({lower: typed.toLowerCase(), typed}));
	if (words.length === 0) {
		return hosts;
	}
	const last = lasts.get(hosts);
	const candidates = last !== undefined && isNarrower(words, last.words) ? last.fitting : hosts;
	const entries = candidates
		.map(host => ({host, score: scoreHost(words, host)}))
		.filter(entry => entry.score > 0);
	lasts.set(hosts, {words, fitting: entries.map(entry => entry.host)});
	return entries.sort((a, b) => b.score - a.score).map(entry => entry.host);
}
