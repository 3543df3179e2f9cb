import {printable} from '../core/text/printable.ts';
import type {AppState} from './app-state.ts';
import {shortPath} from './short-path.ts';

/** A line above the hosts. */
export type BannerLine = {readonly kind: 'notice' | 'problem'; readonly text: string};

/** The lines above the hosts: the notices, and the first thing that is wrong in the config (`!` lists them all). */
export function bannerOf(state: AppState): readonly BannerLine[] {
	const notices = state.notices.map((text): BannerLine => ({kind: 'notice', text: printable(text)}));
	const problems = state.hosts.reading?.problems ?? [];
	const first = problems[0];
	if (first === undefined) {
		return notices;
	}
	const file = shortPath(first.file, state.home);
	const place = first.line === null ? file : `${file}:${first.line}`;
	const more = problems.length > 1 ? ` (and ${problems.length - 1} more: press !)` : '';
	return [...notices, {kind: 'problem', text: printable(`${place}: ${first.message}${more}`)}];
}
