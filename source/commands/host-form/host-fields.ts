import {readTags} from '../../core/hosts/config-text.ts';
import {withOption} from '../../core/hosts/edit/draft-settings.ts';
import type {DraftOption, HostDraft} from '../../core/hosts/edit/host-draft.ts';
import {optionOf} from '../../core/hosts/edit/option-value.ts';
import type {FormOption} from '../../state/asked-dialogs.ts';

/** A field of the form of a host. `keyword` is null for what is no option; `group` names fields of which each adds a value. */
export type HostField = {
	readonly id: string;
	readonly label: string;
	readonly value: string;
	readonly keyword: string | null;
	/** Shown once this field has a value. */
	readonly after: string | null;
	readonly options?: readonly FormOption[];
};

/** The options that most people set, in the order of the form. */
const usual: readonly string[] = [
	'HostName',
	'User',
	'Port',
	'IdentityFile',
	'IdentitiesOnly',
	'ProxyJump',
	'LocalForward',
	'RemoteForward',
	'DynamicForward',
	'ServerAliveInterval',
	'ServerAliveCountMax',
	'AddKeysToAgent',
	'ForwardAgent',
	'Compression',
	'RequestTTY',
	'RemoteCommand',
];
const usualKeywords = new Set(usual);
const labelWidth = 19;
const moreValues = 3;
const moreOptions = 8;
/** ForwardAgent also takes the path of a socket: rare enough to be written behind “More”. */
const switches: Readonly<Record<string, readonly string[]>> = {ForwardAgent: ['yes', 'no']};

function choicesOf(keyword: string, value: string): readonly FormOption[] | undefined {
	const kind = optionOf(keyword)?.kind;
	const choices = switches[keyword] ?? (typeof kind === 'object' ? kind.choices : undefined);
	if (choices === undefined) {
		return undefined;
	}
	const all = value === '' || choices.includes(value) ? choices : [...choices, value];
	return [{value: '', label: 'inherit'}, ...all.map(choice => ({value: choice, label: choice}))];
}

function fieldsOf(keyword: string, values: readonly string[]): HostField[] {
	const count = optionOf(keyword)?.addsUp === true ? values.length + moreValues : 1;
	return Array.from({length: count}, (_, index): HostField => {
		const value = values[index] ?? '';
		const options = choicesOf(keyword, value);
		return {
			id: index === 0 ? keyword : `${keyword} ${index + 1}`,
			label: index === 0 ? keyword.slice(0, labelWidth) : '',
			value,
			keyword,
			after: index === 0 ? null : index === 1 ? keyword : `${keyword} ${index}`,
			...(options === undefined ? {} : {options}),
		};
	});
}

/** The fields that show a draft. `files` are those it can be in, the one it is in first. */
export function hostFields(draft: HostDraft, files: readonly FormOption[]): HostField[] {
	const valuesOf = (keyword: string): string[] =>
		draft.options.filter(option => option.keyword === keyword).map(({value}) => value);
	const others = [...new Set(draft.options.map(({keyword}) => keyword))].filter(
		keyword => !usualKeywords.has(keyword),
	);
	const plain = (id: string, label: string, value: string, after: string | null = null): HostField => ({
		id,
		label,
		value,
		keyword: null,
		after,
	});
	return [
		plain('names', 'Name', draft.names.join(' ')),
		...[...usual, ...others].flatMap(keyword => fieldsOf(keyword, valuesOf(keyword))),
		plain('tags', 'Tags', draft.tags.join(', ')),
		plain('comment', 'Comment', draft.comment),
		...Array.from({length: moreOptions}, (_, index) =>
			plain(`more ${index + 1}`, index === 0 ? 'More' : '', '', index === 0 ? null : `more ${index}`),
		),
		...(files.length > 1 ? [{...plain('file', 'File', files[0]?.value ?? ''), options: files}] : []),
	];
}

/** What is written behind “More”: a keyword, and its value behind a blank or `=`. */
export function readMore(text: string): DraftOption | null {
	const [, keyword, value = ''] = /^\s*([^\s=]+)\s*=?\s*(.*)$/s.exec(text) ?? [];
	return keyword === undefined ? null : {keyword, value: value.trim()};
}

/** The draft that the values of the fields say; options stay in the order they had. */
export function draftOf(
	base: HostDraft,
	fields: readonly HostField[],
	values: Readonly<Record<string, string>>,
): HostDraft {
	let {options} = base;
	const keywords = new Set(fields.flatMap(({keyword}) => (keyword === null ? [] : [keyword])));
	for (const keyword of keywords) {
		const own = fields.filter(field => field.keyword === keyword);
		const set = own.map(({id}) => (values[id] ?? '').trim()).filter(value => value !== '');
		options = withOption(options, keyword, set);
	}
	for (const {id} of fields.filter(field => field.id.startsWith('more '))) {
		const more = readMore(values[id] ?? '');
		if (more !== null) {
			const known = optionOf(more.keyword);
			const old = options.filter(({keyword}) => keyword === (known?.name ?? more.keyword));
			const kept = known?.addsUp === true ? old.map(({value}) => value) : [];
			options = withOption(options, more.keyword, [...kept, more.value]);
		}
	}
	return {
		names: (values['names'] ?? '').split(/\s+/).filter(Boolean),
		tags: readTags(values['tags'] ?? ''),
		comment: (values['comment'] ?? '').trim(),
		options,
	};
}

/** The values that fill the fields with what a draft says; fields of which it says nothing are left out. */
export function valuesOfDraft(draft: HostDraft, fields: readonly HostField[]): Record<string, string> {
	const values: Record<string, string> = {};
	const free = [...fields];
	const put = (fits: (field: HostField) => boolean, value: string): boolean => {
		const index = free.findIndex(fits);
		const [field] = index === -1 ? [] : free.splice(index, 1);
		if (field !== undefined) {
			values[field.id] = value;
		}
		return field !== undefined;
	};
	put(({id}) => id === 'names', draft.names.join(' '));
	if (draft.tags.length > 0) {
		put(({id}) => id === 'tags', draft.tags.join(', '));
	}
	if (draft.comment !== '') {
		put(({id}) => id === 'comment', draft.comment);
	}
	for (const {keyword, value} of draft.options) {
		if (!put(field => field.keyword === keyword, value)) {
			put(({id}) => id.startsWith('more '), `${keyword} ${value}`);
		}
	}
	return values;
}
