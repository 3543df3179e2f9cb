import {printable} from '../core/text/printable.ts';
import type {AppState} from './app-state.ts';
import {shortPath} from './short-path.ts';

/** The lines above the hosts that say what is wrong in the config: none or one; `!` lists them all. */
export function bannerOf(state: AppState): readonly string[] {
	const problems = state.hosts.reading?.problems ?? [];
	const first = problems[0];
	if (first === undefined) {
		return [];
	}
	const file = shortPath(first.file, state.home);
	const place = first.line === null ? file : `${file}:${first.line}`;
	const more = problems.length > 1 ? ` (and ${problems.length - 1} more: press !)` : '';
	return [printable(`${place}: ${first.message}${more}`)];
}
