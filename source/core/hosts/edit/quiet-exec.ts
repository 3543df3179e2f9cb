import {readDirective, splitArguments} from '../lexer.ts';
import type {TextLine} from './line-parts.ts';

const withoutValue = new Set(['all', 'canonical', 'final']);

/** Whether a Match line has a command to run, or might have: a quote can hide the word in ways that differ by version. */
export function mayExecute(criteria: string): boolean {
	const words = splitArguments(criteria.replaceAll('=', ' '));
	if (words === null || /["'\\]/.test(criteria)) {
		return true;
	}
	for (let index = 0; index < words.length; index++) {
		const criterion = (words[index] as string).replace(/^!/, '').toLowerCase();
		if (criterion === 'exec' || !/^[a-z]+$/.test(criterion)) {
			return true;
		}
		index += withoutValue.has(criterion) ? 0 : 1;
	}
	return false;
}

/** Lines of a config in which no `Match exec` runs anything: such a Match fits no host. The numbers of lines stay. */
export function withoutExec(lines: readonly TextLine[]): readonly TextLine[] {
	return lines.map(line => {
		const directive = /match|["']/i.test(line.text) ? readDirective(line.text.replace(/^\uFEFF/, '')) : null;
		return directive?.keyword === 'match' && mayExecute(directive.argument)
			? {...line, text: 'Match !all'}
			: line;
	});
}
