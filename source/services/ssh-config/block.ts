import SSHConfig from 'ssh-config';
import {type ConfigLine, tagsKeyword} from '../../core/hosts/config-text.ts';
import {splitArguments} from '../../core/hosts/lexer.ts';

/** An option of a block as it is understood: keyword in lower case, arguments unquoted, and its line. */
export type BlockOption = {
	readonly keyword: string;
	readonly words: readonly string[];
	readonly line: number;
};

/**
 * Understands the options of one block. The ssh-config package reads them where it gives the block back as it was; where
 * it does not (some quotes and comments) or fails, our own reading stands.
 */
export function readBlock(lines: readonly ConfigLine[]): BlockOption[] {
	const options = lines.filter(line => line.keyword !== tagsKeyword);
	const values = parseBlock(options.map(line => `${line.keyword} ${line.argument}\n`).join(''));
	return options.map(({keyword, argument, number}, index) => {
		const value = values?.length === options.length ? (values[index] as string) : argument;
		return {keyword, words: splitArguments(value) ?? [], line: number};
	});
}

function parseBlock(text: string): string[] | null {
	try {
		const parsed = SSHConfig.parse(text);
		if (SSHConfig.stringify(parsed) !== text) {
			return null;
		}
		const values: string[] = [];
		for (const line of parsed) {
			if (line.type === SSHConfig.DIRECTIVE) {
				values.push(typeof line.value === 'string' ? line.value : line.value.map(word => word.val).join(' '));
			}
		}
		return values;
	} catch {
		return null;
	}
}
