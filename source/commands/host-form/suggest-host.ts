import type {KnownOption} from '../../core/hosts/keyword-table.ts';
import {knownOptions} from '../../core/hosts/keyword-table.ts';
import type {AppState} from '../../state/app-state.ts';
import {shortPath} from '../../state/short-path.ts';

function startingWith(text: string, all: readonly string[]): string[] {
	const word = text.toLowerCase();
	const starts = all.filter(each => each.toLowerCase().startsWith(word));
	return [...starts, ...all.filter(each => !starts.includes(each) && each.toLowerCase().includes(word))];
}

/** Completes the last part of a list, the others as they are. */
function inList(text: string, all: readonly string[]): string[] {
	const start = text.slice(0, text.length - (/[^,\s]*$/.exec(text)?.[0].length ?? 0));
	return startingWith(text.slice(start.length), all).map(each => start + each);
}

/** What the text of a field could become. */
export function suggestHost(id: string, text: string, names: string, state: AppState): readonly string[] {
	const hosts = state.hosts.reading?.hosts ?? [];
	const own = new Set(names.split(/\s+/));
	const keyword = id.split(' ')[0] ?? '';
	switch (keyword) {
		case 'IdentityFile':
			return startingWith(
				text,
				(state.keyFiles ?? [])
					.filter(({format}) => format !== 'public')
					.map(({path}) => shortPath(path, state.home)),
			);
		case 'ProxyJump':
			return inList(
				text,
				hosts.map(({alias}) => alias).filter(alias => !own.has(alias)),
			);
		case 'User':
			return startingWith(text, [...new Set(hosts.flatMap(({user}) => (user === null ? [] : [user])))]);
		case 'tags':
			return inList(text, [...new Set(hosts.flatMap(({tags}) => tags))]);
		case 'more':
			return /[\s=]/.test(text.trim())
				? []
				: startingWith(
						text,
						[...knownOptions().values()].map(({name}: KnownOption) => `${name} `),
					);
		default:
			return [];
	}
}
