import {wrap} from '../core/text/fit.ts';
import {printable} from '../core/text/printable.ts';
import type {AppState} from './app-state.ts';
import {layOut, leastColumns, leastRows} from './layout.ts';
import {shortPath} from './short-path.ts';

/** A line above the hosts. */
export type BannerLine = {
	readonly kind: 'notice' | 'problem';
	readonly text: string;
	/** Whether a mark stands before it: the others go on with what it says. */
	readonly isFirst: boolean;
};

/** Cells before the text: a margin, the mark, a space, and a margin at the end. */
const indent = 4;

/** What is wrong in the config, in one line: the first thing, and how many more `!` lists. */
function problemText(state: AppState): string | null {
	const {problems} = state.hosts;
	const first = problems[0];
	if (first === undefined) {
		return null;
	}
	const file = shortPath(first.file, state.home);
	const place = first.line === null ? file : `${file}:${first.line}`;
	const more = problems.length > 1 ? ` (and ${problems.length - 1} more: press !)` : '';
	return `${place}: ${first.message}${more}`;
}

/** The lines above the hosts, wrapped to the width of their pane: the notices, and what is wrong in the config. At most half of the pane. */
export function bannerOf(state: AppState): readonly BannerLine[] {
	const problem = problemText(state);
	if (state.notices.length === 0 && problem === null) {
		return [];
	}
	const area = layOut(state.columns, state.rows, state.focus)?.areas.hosts;
	const width = (area?.width ?? leastColumns) - indent;
	const most = Math.floor((area?.height ?? leastRows) / 2);
	const lines = (kind: BannerLine['kind'], text: string): readonly BannerLine[] =>
		wrap(printable(text), width).map((part, index) => ({kind, text: part, isFirst: index === 0}));
	const all = [
		...state.notices.flatMap(text => lines('notice', text)),
		...(problem === null ? [] : lines('problem', problem)),
	];
	return all.length <= most
		? all
		: [...all.slice(0, most - 1), {kind: 'notice', text: '… press ! for all', isFirst: false}];
}
