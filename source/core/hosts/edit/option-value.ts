import {parseForward} from '../../forwards/parse-forward.ts';
import {printForwardOption} from '../../forwards/print-forward.ts';
import {printable} from '../../text/printable.ts';
import {type KnownOption, knownOptions} from '../keyword-table.ts';
import {optionName} from '../keywords.ts';
import {splitArguments} from '../lexer.ts';
import {whyRefused} from '../refused-name.ts';
import {jumpName} from '../route.ts';
import {wordRanges} from './line-parts.ts';

/** The argument to write for a value, or what is wrong with it in words. */
export type Printed = {readonly argument: string} | {readonly problem: string};

/** The version of OpenSSH that has to understand it, as 100 × major + minor; null where it is not known. */
export type SshNumber = number | null;

const time = /^(\d+[smhdw]?)+$/i;
const yesAndNo: Readonly<Record<string, string>> = {true: 'yes', false: 'no'};

/** An option that can be set for a host; older names stand for newer ones. */
export function optionOf(keyword: string): KnownOption | undefined {
	return knownOptions().get(optionName(keyword.toLowerCase()));
}

/** One word as it has to stand in a config: in quotes where it holds what would end or change it. */
export function quoteWord(word: string): string {
	return word === '' || /[\s"'#]|^=|\\(?=["'\\ ])/.test(word)
		? `"${word.replaceAll(/["\\]/g, '\\$&')}"`
		: word;
}

/** What a person sees of an argument as it stands in a file: one word without its quotes, anything else as written. */
export function readValue(keyword: string, argument: string): string {
	const kind = optionOf(keyword)?.kind;
	if (kind === undefined || kind === 'words' || kind === 'command' || kind === 'jump') {
		return argument;
	}
	const words = splitArguments(argument);
	return words === null ? argument : words.join(' ');
}

/** Checks a value and gives the argument that says it, quoted as ssh wants it. */
export function printValue(keyword: string, value: string, ssh: SshNumber): Printed {
	if (/[\n\r\0]/.test(value)) {
		return {problem: 'A value is one line: it cannot hold a line end or a NUL.'};
	}
	const name = keyword.toLowerCase();
	if (name === 'host' || name === 'match' || name === 'include') {
		return {problem: `${keyword} begins something of its own: change it in an editor (E).`};
	}
	const option = optionOf(keyword);
	if (option === undefined) {
		return {problem: `“${printable(keyword)}” is not an option of ssh.`};
	}
	if (ssh !== null && option.since > ssh) {
		const since = `${Math.floor(option.since / 100)}.${option.since % 100}`;
		return {problem: `${option.name} needs OpenSSH ${since} or newer.`};
	}
	const text = value.replaceAll(/^[ \t]+|[ \t]+$/g, '');
	return text === '' ? {problem: `${option.name} needs a value.`} : printOf(option, text);
}

function printOf({name, kind}: KnownOption, value: string): Printed {
	if (typeof kind === 'object') {
		const found = yesAndNo[value.toLowerCase()] ?? value;
		const choice = kind.choices.find(one => one.toLowerCase() === found.toLowerCase());
		const parts = value.split(/\s+/);
		const isConfirmed = name === 'AddKeysToAgent' && parts[0] === 'confirm' && time.test(parts[1] ?? '');
		return choice !== undefined
			? {argument: choice}
			: (kind.orTime && time.test(value)) || (isConfirmed && parts.length === 2)
				? {argument: value}
				: {
						problem: `${name} is one of ${kind.choices.join(', ')}${kind.orTime ? ', or a time such as 10m' : ''}.`,
					};
	}
	switch (kind) {
		case 'number':
			return /^\d{1,9}$/.test(value) ? {argument: value} : {problem: `${name} is a number.`};
		case 'port':
			return /^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65_536
				? {argument: String(Number(value))}
				: {problem: 'A port is a number from 1 to 65535.'};
		case 'time':
			// ssh takes `none` for not being set, so that a later line counts.
			return time.test(value) ? {argument: value} : {problem: `${name} is a time: 30 (seconds), 5m, 1h30m.`};
		case 'name':
			return printHostName(value);
		case 'word':
		case 'path':
			return {argument: quoteWord(value)};
		case 'words':
			return printWords(name, value);
		case 'command':
			return value.startsWith('=')
				? {problem: `${name} cannot begin with “=”: ssh passes over it.`}
				: {argument: value};
		case 'jump':
			return printJump(value);
		default:
			return printForward(kind, value);
	}
}

/** Several words, with the quotes they were typed with. */
export function printWords(name: string, value: string): Printed {
	if (splitArguments(value) === null) {
		return {problem: 'A quote is not closed.'};
	}
	if (wordRanges(value).at(-1)?.end !== value.length) {
		return {problem: `What follows “#” in ${name} would be a comment: put it in quotes.`};
	}
	return {argument: value.replace(/^=/, '"="')};
}

function printHostName(value: string): Printed {
	if (value.replaceAll(/%[%h]/g, '').includes('%')) {
		return {problem: 'HostName understands %h (the name that was typed) and %%, no other %.'};
	}
	const reason = whyRefused(value.replaceAll('%%', '%'));
	return reason === null ? {argument: quoteWord(value)} : {problem: reason};
}

function printJump(value: string): Printed {
	if (value.toLowerCase() === 'none') {
		return {argument: 'none'};
	}
	const entries = value.split(/[ \t]*,[ \t]*/);
	for (const entry of entries) {
		const name = jumpName(entry);
		const reason = whyRefused(name);
		if (reason !== null || /[\s#]|^=/.test(entry) || (name.includes('/') && !entry.includes('://'))) {
			return {problem: `“${printable(entry)}” is no host to go through. ${reason ?? ''}`.trim()};
		}
	}
	return {argument: entries.join(',')};
}

/** A forward as `-L` takes it (`8080:db:80`), or as it stands in a config (`8080 db:80`). */
function printForward(kind: 'local' | 'remote' | 'dynamic', value: string): Printed {
	const words = splitArguments(value) ?? [];
	const [listen = '', target] = words;
	if (words.length > (kind === 'dynamic' ? 1 : 2) || wordRanges(value).at(-1)?.end !== value.length) {
		return {problem: 'A forward is where it listens and where it leads, no more.'};
	}
	const parsed = parseForward(kind, target === undefined ? listen : `${listen}:${target}`);
	if ('problem' in parsed) {
		return {problem: `That is ${parsed.problem}.`};
	}
	const isOdd = [parsed.listen, parsed.target].some(
		end => end !== null && 'address' in end && /\s/.test(end.address ?? ''),
	);
	return isOdd
		? {problem: 'The name of a machine has no white space.'}
		: {argument: printForwardOption(parsed).replace(/^\S+ /, '')};
}
