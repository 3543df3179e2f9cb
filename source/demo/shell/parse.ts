import {CommandError} from './shell.ts';
import {type Token, tokenize, type Word} from './tokenize.ts';

/** `> file`, `2>> file`, `< file`; a number as target is another stream, as in `2>&1`. */
export type Redirection = {
	readonly stream: 0 | 1 | 2;
	readonly append: boolean;
	readonly target: Word | 1 | 2;
};
export type Simple = {readonly words: readonly Word[]; readonly redirections: readonly Redirection[]};
/** Commands joined by `|`, and on which outcome of the one before they run. */
export type Step = {readonly when: 'always' | 'success' | 'failure'; readonly pipeline: readonly Simple[]};

const whenAfter = {';': 'always', '\n': 'always', '&&': 'success', '||': 'failure'} as const;

/** Reads a command line: words, quotes, `;` `&&` `||` `|`, redirections. Throws a CommandError (status 2). */
export function parse(line: string): Step[] {
	const tokens = tokenize(line);
	const steps: Step[] = [];
	let when: Step['when'] = 'always';
	let pipeline: Simple[] = [];
	while (tokens.length > 0) {
		const simple = readSimple(tokens);
		const operator = (tokens.shift() as {operator: string} | undefined)?.operator;
		const isEmpty = simple.words.length === 0 && simple.redirections.length === 0;
		if (!isEmpty) {
			pipeline.push(simple);
		} else if (pipeline.length > 0 || when !== 'always' || operator === undefined || operator.length > 1) {
			throw syntaxError(operator ?? 'end of line');
		}
		if (operator === '|') {
			if (isEmpty || tokens.length === 0) {
				throw syntaxError(operator);
			}
			continue;
		}
		if (pipeline.length > 0) {
			steps.push({when, pipeline});
			pipeline = [];
		}
		when = whenAfter[(operator ?? ';') as keyof typeof whenAfter];
	}
	if (when !== 'always') {
		throw syntaxError('end of line');
	}
	return steps;
}

/** Takes the words and redirections of one command from the front of the tokens. */
function readSimple(tokens: Token[]): Simple {
	const words: Word[] = [];
	const redirections: Redirection[] = [];
	for (let token = tokens[0]; token !== undefined; token = tokens[0]) {
		if ('word' in token) {
			words.push(token.word);
		} else if (/[<>]/.test(token.operator)) {
			redirections.push(readRedirection(token.operator, tokens[1]));
			if (!token.operator.includes('&')) {
				tokens.shift();
			}
		} else {
			break;
		}
		tokens.shift();
	}
	return {words, redirections};
}

function readRedirection(operator: string, next: Token | undefined): Redirection {
	const stream = operator.includes('<') ? 0 : operator.startsWith('2') ? 2 : 1;
	const append = operator.endsWith('>>');
	if (operator.includes('&')) {
		return {stream, append, target: operator.endsWith('1') ? 1 : 2};
	}
	if (next === undefined || !('word' in next)) {
		throw syntaxError(next?.operator ?? 'end of line');
	}
	return {stream, append, target: next.word};
}

function syntaxError(at: string): CommandError {
	return new CommandError(`syntax error near ${at === '\n' ? 'the line end' : `\`${at}'`}`, 2);
}
