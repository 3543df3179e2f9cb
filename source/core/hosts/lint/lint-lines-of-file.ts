import type {ConfigLine} from '../config-text.ts';
import type {ConfigNode} from '../config-tree.ts';
import {optionOf, type SshNumber} from '../edit/option-value.ts';
import {isKnownKeyword, isObsolete} from '../keywords.ts';
import {isIgnored, lintLines, noteIgnored} from '../lint-lines.ts';
import {type Finding, lineFix} from './finding.ts';

type LintFileOptions = Pick<ConfigNode, 'includes'> & {
	readonly ssh: SshNumber;
	readonly isExtra: (keyword: string) => boolean;
};

/** What is wrong in the lines of one file, each by itself; `ignored` as `lintLines` takes it. */
export function lintFile(
	file: string,
	lines: readonly ConfigLine[],
	ignored: string[],
	{ssh, isExtra, includes}: LintFileOptions,
): Finding[] {
	const passed = [...ignored];
	const byNumber = new Map(lines.map(line => [line.number, line]));
	const wrong = lintLines(file, lines, ignored, isExtra, includes).map(({line: number, message}): Finding => {
		const line = number === null ? undefined : byNumber.get(number);
		const isUnknown = line !== undefined && !isKnownKeyword(line.keyword);
		const fix = !isUnknown
			? null
			: line.keyword === 'usekeychain' && ignored.length === 0
				? lineFix('Have ssh pass over UseKeychain', file, line, {
						kind: 'at-start',
						text: 'IgnoreUnknown UseKeychain',
					})
				: lineFix('Make the line a comment', file, line, {kind: 'comment-out'});
		return {
			severity: 'error',
			file,
			line: number,
			message: `${message} ssh refuses to run.`,
			aliases: [],
			fix,
		};
	});
	const old = lines.flatMap((line): Finding[] => {
		const option = ssh === null ? undefined : optionOf(line.keyword);
		const shared = {file, line: line.number, aliases: []};
		noteIgnored(line, passed, includes);
		if (ssh !== null && option !== undefined && option.since > ssh) {
			if (isIgnored(line.keyword, passed)) {
				return [];
			}
			const since = `${Math.floor(option.since / 100)}.${option.since % 100}`;
			return [
				{
					...shared,
					severity: 'error',
					message: `${option.name} needs OpenSSH ${since} or newer: this ssh refuses to run.`,
					fix: lineFix('Make the line a comment', file, line, {kind: 'comment-out'}),
				},
			];
		}
		return isObsolete(line.keyword)
			? [
					{
						...shared,
						severity: 'note',
						message: `${line.keyword} means nothing to ssh any more.`,
						fix: lineFix('Remove the line', file, line, {kind: 'remove'}),
					},
				]
			: [];
	});
	return [...wrong, ...old];
}
