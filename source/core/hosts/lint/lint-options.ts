import type {ConfigLine} from '../config-text.ts';
import type {Block, Scope} from '../config-tree.ts';
import {optionName} from '../keywords.ts';
import {splitArguments} from '../lexer.ts';
import {isPattern} from '../pattern.ts';
import {type Finding, type Fix, lineFix, type Severity} from './finding.ts';

/** The algorithms that this ssh has, by option in lower case; an option that is not there is not judged by them. */
export type KnownAlgorithms = ReadonlyMap<string, ReadonlySet<string>>;

const keyAlgorithms = /^ssh-(rsa|dss)(?:-|@|$)/;

/** The options that list algorithms, and which of those are weak. */
export const algorithmOptions: Readonly<Record<string, RegExp>> = {
	ciphers: /cbc|arcfour|3des|blowfish|cast128/,
	macs: /md5|sha1|ripemd|umac-64/,
	kexalgorithms: /sha1/,
	hostkeyalgorithms: keyAlgorithms,
	pubkeyacceptedalgorithms: keyAlgorithms,
	hostbasedacceptedalgorithms: keyAlgorithms,
};

function isForAll({kind, names, always, around}: Scope): boolean {
	return (kind === 'host' ? names.includes('*') : always) && (around === null || isForAll(around));
}

/** What is dangerous, weak or gone among single options. */
export function lintOptions(blocks: readonly Block[], known: KnownAlgorithms): Finding[] {
	return blocks.flatMap(({scope, lines}) =>
		lines.flatMap(line => {
			const found = judge(line, scope, known);
			return found === null
				? []
				: [
						{
							...found,
							file: scope.source.file,
							line: line.number,
							aliases: scope.names.filter(name => !isPattern(name)),
						},
					];
		}),
	);
}

type Judgement = {readonly severity: Severity; readonly message: string; readonly fix: Fix | null};

function judge(line: ConfigLine, scope: Scope, known: KnownAlgorithms): Judgement | null {
	const option = optionName(line.keyword);
	const weak = algorithmOptions[option];
	if (weak !== undefined) {
		return judgeAlgorithms(line, scope.source.file, weak, known.get(option));
	}
	const word = splitArguments(line.argument)?.[0]?.toLowerCase();
	if (option === 'stricthostkeychecking' && (word === 'no' || word === 'off')) {
		return {
			severity: 'warning',
			message: 'A changed host key is accepted: somebody in between can read and change all that is sent.',
			fix: lineFix('Accept new host keys only', scope.source.file, line, {
				kind: 'argument',
				argument: 'accept-new',
			}),
		};
	}
	if (option === 'forwardagent' && word !== 'no' && word !== 'false' && isForAll(scope)) {
		return {
			severity: 'warning',
			message: 'The agent is lent to every host: root of any of them can log in as you meanwhile.',
			fix: null,
		};
	}
	return null;
}

function judgeAlgorithms(
	line: ConfigLine,
	file: string,
	weak: RegExp,
	known: ReadonlySet<string> | undefined,
): Judgement | null {
	const word = splitArguments(line.argument)?.[0] ?? '';
	const sign = /^[+^-]/.exec(word)?.[0] ?? '';
	if (sign === '-' || word.toLowerCase() === 'none') {
		return null;
	}
	const names = word.slice(sign.length).split(',').filter(Boolean);
	const plain = names.filter(name => !/[*?]/.test(name));
	const gone = known === undefined ? [] : plain.filter(name => !known.has(name));
	if (gone.length > 0) {
		const left = names.filter(name => !gone.includes(name));
		return {
			severity: 'error',
			message: `This ssh has no ${gone.join(', ')}, and refuses to run.`,
			fix:
				left.length === 0
					? lineFix('Make the line a comment', file, line, {kind: 'comment-out'})
					: lineFix('Take it out of the list', file, line, {
							kind: 'argument',
							argument: sign + left.join(','),
						}),
		};
	}
	const bad = plain.filter(name => weak.test(name));
	return bad.length === 0 ? null : {severity: 'warning', message: `${bad.join(', ')} is weak.`, fix: null};
}
