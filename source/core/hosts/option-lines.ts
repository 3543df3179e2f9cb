import type {Origin} from './host.ts';
import {splitArguments} from './lexer.ts';
import {matchesPattern} from './pattern.ts';
import type {VisitedLine} from './replay.ts';

/** A value that one line added to a list. */
export type AddedValue = {readonly value: string; readonly source: Origin};

/** A forward line that applied: its option and its arguments. */
export type ForwardLine = {
	readonly option: string;
	readonly words: readonly string[];
	readonly source: Origin;
};

/** Which lines made the options what they are. */
export type OptionLines = {
	/** Options of one value: the line that won, with its argument. */
	readonly single: ReadonlyMap<string, {readonly argument: string; readonly source: Origin}>;
	readonly identityFiles: readonly AddedValue[];
	readonly certificateFiles: readonly AddedValue[];
	readonly sentVariables: readonly AddedValue[];
	readonly forwards: readonly ForwardLine[];
};

const forwards = new Set(['localforward', 'remoteforward', 'dynamicforward']);
// “none” leaves these as unset as they were, so that a later line still counts.
const unsetByNone = new Set(['connecttimeout', 'serveraliveinterval', 'forwardx11timeout']);

/**
 * Says which line won for each option: as a rule the first of an active block. The exceptions are those of OpenSSH:
 * options that add up; HostName, which the second pass no longer changes; ProxyJump and ProxyCommand, of which the first
 * one excludes the other; SyslogFacility and StreamLocalBindMask, which count in blocks that do not apply, too.
 */
export function optionLines(visited: readonly VisitedLine[]): OptionLines {
	const single = new Map<string, {argument: string; source: Origin}>();
	const identityFiles = new Map<string, AddedValue>();
	const certificateFiles = new Map<string, AddedValue>();
	const forwardLines: ForwardLine[] = [];
	let sentVariables: AddedValue[] = [];

	for (const line of visited) {
		const {option, argument, source, isActive} = line;
		if (option === 'streamlocalbindmask') {
			single.set(option, line);
		} else if (option === 'syslogfacility') {
			keepFirst(single, option, line);
		} else if (!isActive) {
			// Nothing else counts in a block that does not apply.
		} else if (option === 'identityfile' || option === 'certificatefile') {
			const list = option === 'identityfile' ? identityFiles : certificateFiles;
			const value = splitArguments(argument)?.[0] ?? '';
			keepFirst(list, `${line.isUser}\0${value}`, {value, source});
		} else if (option === 'sendenv') {
			for (const name of splitArguments(argument) ?? []) {
				sentVariables = name.startsWith('-')
					? sentVariables.filter(({value}) => !matchesPattern(value, name.slice(1)))
					: [...sentVariables, {value: name, source}];
			}
		} else if (forwards.has(option)) {
			forwardLines.push({option, words: splitArguments(argument) ?? [], source});
		} else if (unsetByNone.has(option) && splitArguments(argument)?.[0] === 'none') {
			keepFirst(single, `${option} none`, line);
		} else if (isFree(single, line)) {
			single.set(option, line);
		}
	}
	for (const option of unsetByNone) {
		const none = single.get(`${option} none`);
		if (none) {
			keepFirst(single, option, none);
		}
	}
	return {
		single,
		identityFiles: [...identityFiles.values()],
		certificateFiles: [...certificateFiles.values()],
		sentVariables,
		forwards: forwardLines,
	};
}

function isFree(single: ReadonlyMap<string, {readonly argument: string}>, line: VisitedLine): boolean {
	const {option} = line;
	if (option === 'hostname' && line.isSecondPass) {
		return false;
	}
	if (option === 'proxyjump' && single.has('proxycommand')) {
		return false;
	}
	if (
		option === 'proxycommand' &&
		!/^[ \t=]*none[ \t]*(?:#|$)/i.test(single.get('proxyjump')?.argument ?? 'none')
	) {
		return false;
	}
	return !single.has(option);
}

function keepFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
	if (!map.has(key)) {
		map.set(key, value);
	}
}
