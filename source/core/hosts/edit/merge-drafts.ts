import {withOption} from './draft-settings.ts';
import type {HostDraft} from './host-draft.ts';

function valuesOf({options}: HostDraft, keyword: string): string[] {
	return options.filter(option => option.keyword === keyword).map(({value}) => value);
}

function same(a: readonly string[], b: readonly string[]): boolean {
	return a.join('\0') === b.join('\0');
}

/** What somebody made of a draft (`mine`, from `base`), carried over to what it has become meanwhile (`theirs`). */
export function mergeDrafts(base: HostDraft, mine: HostDraft, theirs: HostDraft): HostDraft {
	const keywords = new Set([...base.options, ...mine.options].map(({keyword}) => keyword));
	let {options} = theirs;
	for (const keyword of keywords) {
		const wanted = valuesOf(mine, keyword);
		if (!same(wanted, valuesOf(base, keyword))) {
			options = withOption(options, keyword, wanted);
		}
	}
	return {
		names: same(mine.names, base.names) ? theirs.names : mine.names,
		tags: same(mine.tags, base.tags) ? theirs.tags : mine.tags,
		comment: mine.comment === base.comment ? theirs.comment : mine.comment,
		options,
	};
}
