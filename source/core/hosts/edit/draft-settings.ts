import {Refusal} from '../../errors.ts';
import {printable} from '../../text/printable.ts';
import {readTags} from '../config-text.ts';
import {splitArguments} from '../lexer.ts';
import type {DraftOption, HostDraft} from './host-draft.ts';
import {optionOf} from './option-value.ts';

/** A setting as it is typed: `Port=2222`; an empty value takes the option away. */
export type Setting = {readonly key: string; readonly value: string};

/** Reads `Key=value`. Throws a Refusal for anything else. */
export function readSetting(text: string): Setting {
	const at = text.indexOf('=');
	if (at < 1) {
		throw new Refusal(`“${printable(text)}” is not Key=value.`, 'Such as --set Port=2222.');
	}
	return {key: text.slice(0, at).trim(), value: text.slice(at + 1)};
}

/**
 * A draft with settings made: options by their names, `Host` for the names, `tags`, `comment`. A key that is given more
 * than once has all its values, in place of those it had.
 */
export function withSettings(draft: HostDraft, settings: readonly Setting[]): HostDraft {
	let next = draft;
	for (const [key, own] of Map.groupBy(settings, setting => setting.key.toLowerCase())) {
		const values = own.map(({value}) => value.trim()).filter(value => value !== '');
		if (key === 'host') {
			next = {...next, names: splitArguments(values.join(' ')) ?? []};
		} else if (key === 'tags') {
			next = {...next, tags: readTags(values.join(','))};
		} else if (key === 'comment') {
			next = {...next, comment: values.join(' ')};
		} else {
			next = {...next, options: withOption(next.options, own[0]?.key ?? key, values)};
		}
	}
	return next;
}

/** The options with these values for one of them, where it stood or at the end. */
export function withOption(
	options: readonly DraftOption[],
	keyword: string,
	values: readonly string[],
): DraftOption[] {
	const name = optionOf(keyword)?.name ?? keyword;
	const isIt = (option: DraftOption): boolean => option.keyword.toLowerCase() === name.toLowerCase();
	const set = values.map((value): DraftOption => ({keyword: name, value}));
	const at = options.findIndex(isIt);
	const others = options.filter(option => !isIt(option));
	return at === -1 ? [...others, ...set] : [...others.slice(0, at), ...set, ...others.slice(at)];
}
