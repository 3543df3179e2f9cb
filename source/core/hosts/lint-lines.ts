import {printable} from '../text/printable.ts';
import {type ConfigLine, tagsKeyword} from './config-text.ts';
import {type ConfigNode, partsOf} from './config-tree.ts';
import type {ConfigProblem} from './host.ts';
import {isKnownKeyword} from './keywords.ts';
import {splitArguments} from './lexer.ts';
import {matchesPatternList} from './pattern.ts';
import {readPort} from './static-values.ts';

const criteria =
	/^!?(all|canonical|final|exec|host|originalhost|user|localuser|localnetwork|tagged|command|version|sessiontype)(=|$)/i;

const mostProblems = 100;

type Includes = ConfigNode['includes'];

/**
 * What ssh would complain about in the lines of one file, as far as it can be told without running it: unknown options,
 * missing arguments, open quotes, bad ports, empty names, unknown Match criteria. `ignored` holds the lists of the
 * IgnoreUnknown lines read so far and is added to, by those of what the file includes as well. A file that is no config at
 * all is not told line by line.
 */
export function lintLines(
	file: string,
	lines: readonly ConfigLine[],
	ignored: string[],
	isExtra: (keyword: string) => boolean = () => false,
	includes: Includes = new Map(),
): ConfigProblem[] {
	const problems: ConfigProblem[] = [];
	for (const line of lines) {
		const {keyword} = line;
		if (keyword === tagsKeyword) {
			continue;
		}
		noteIgnored(line, ignored, includes);
		const isKnown = isKnownKeyword(keyword) || isExtra(keyword) || isIgnored(keyword, ignored);
		const message = isKnown
			? complaint(line)
			: `“${printable(keyword.slice(0, 80))}” is not an option of ssh.`;
		if (message !== null && problems.push({file, line: line.number, message}) === mostProblems) {
			problems.push({file, line: null, message: 'It has more lines that are wrong than are told here.'});
			return problems;
		}
	}
	return problems;
}

/** Adds the list of an IgnoreUnknown line, or those in what an Include line brings in, to those read so far. */
export function noteIgnored(line: ConfigLine, ignored: string[], includes: Includes): void {
	if (line.keyword === 'ignoreunknown') {
		ignored.push(line.argument.replaceAll(/["']/g, '').toLowerCase());
	}
	for (const node of includes.get(line) ?? []) {
		for (const inner of partsOf(node).lines) {
			noteIgnored(inner, ignored, node.includes);
		}
	}
}

/** Whether an IgnoreUnknown line lets an option pass that this ssh does not know. */
export function isIgnored(keyword: string, ignored: readonly string[]): boolean {
	return ignored.some(list => matchesPatternList(keyword, list));
}

function complaint({keyword, argument}: ConfigLine): string | null {
	if (argument === '') {
		return `${keyword} has no argument.`;
	}
	if ((argument.includes('"') || argument.includes("'")) && splitArguments(argument) === null) {
		return 'A quote is not closed.';
	}
	if (keyword === 'host' && /["']["']/.test(argument) && splitArguments(argument)?.includes('')) {
		return 'A name on the Host line is empty.';
	}
	if (keyword === 'port') {
		const port = splitArguments(argument)?.[0] ?? '';
		return readPort(port) === null ? `Bad port “${printable(port.slice(0, 80))}”.` : null;
	}
	if (keyword === 'match') {
		const wrong = badCriterion(argument);
		return wrong === null ? null : `Match has no criterion “${printable(wrong.slice(0, 80))}”.`;
	}
	return null;
}

/**
 * The first word of a Match line that stands for a criterion and is none. Behind the first only plain words are judged:
 * versions of ssh read odd quotes in different ways.
 */
function badCriterion(argument: string): string | null {
	const first = argument.replace(/^["']/, '').split(/[\s"']/, 1)[0] as string;
	const plain = argument.replaceAll(/(?<=\s)"[^"\\]*"(?=\s|$)/g, 'value').trim();
	const words = /["'\\=#]/.test(plain) ? [first] : plain.split(/\s+/);
	for (let index = 0; index < words.length; index++) {
		const word = words[index] as string;
		if (!criteria.test(word)) {
			return word;
		}
		index += /^!?(all|canonical|final)$/i.test(word) ? 0 : 1;
	}
	return null;
}
