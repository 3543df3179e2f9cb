import {inside, parentOf, resolveTyped} from '../../../core/files/paths.ts';
import {recalled} from '../../../core/hosts/memory.ts';
import type {FileSystem} from '../../../services/files/file-system.ts';
import type {Context} from '../../context.ts';
import {inParallel} from '../../files/in-parallel.ts';
import {focusedPlace, onHost, type Place, toneOf} from '../../files/place.ts';
import {remember} from '../../remember.ts';

const mostListed = 2000;
const mostLinks = 32;

/** The directories that go on where a typed path ends, hidden ones only where a dot was typed. */
export async function suggestDirectories(
	system: FileSystem,
	typed: string,
	directory: string,
	home: string,
	signal: AbortSignal,
): Promise<readonly string[]> {
	const slash = typed.lastIndexOf('/');
	const start = typed.slice(slash + 1);
	const before = typed.slice(0, slash + 1);
	const parent = resolveTyped(before === '' ? '.' : before, directory, home);
	const found: string[] = [];
	const links: string[] = [];
	const enough = new AbortController();
	try {
		await system.list(parent, {
			signal: AbortSignal.any([signal, enough.signal]),
			onEntries(entries) {
				for (const {name, type, refused} of entries) {
					const fits = name.startsWith(start) && (start !== '' || !name.startsWith('.'));
					if (fits && refused === null && (type === 'directory' || type === 'link')) {
						(type === 'link' ? links : found).push(name);
					}
				}
				if (found.length > mostListed) {
					enough.abort();
				}
			},
		});
	} catch {
		// What cannot be read has nothing to suggest; going there says why.
	}
	// Where links lead is looked at as long as they are few.
	await inParallel(links.slice(0, mostLinks), mostLinks, async name => {
		const type = await system.stat(inside(parent, name), signal).then(
			attributes => attributes.type,
			() => null,
		);
		if (type === 'directory') {
			found.push(name);
		}
	});
	return found.sort().map(name => `${before}${name}/`);
}

/** Ctrl+G: asks for a path, completes it, and goes there: into a directory, or onto a file. */
export async function goToPath(context: Context): Promise<void> {
	const {dialogs, files, work} = context;
	const place = focusedPlace(context);
	const {side, host, path} = place;
	const home = files.home(side);
	const values = await dialogs.form({
		title: `Go to a path ${onHost(host)}`,
		tone: toneOf(context.state(), host),
		fields: [
			{
				id: 'path',
				label: 'Path',
				value: inside(path, ''),
				isProposal: true,
				note: 'Tab completes. ~ is your home there.',
			},
		],
		submit: 'go',
		suggest: async (_, {path: typed}, signal) => suggestDirectories(place.system, typed, path, home, signal),
	});
	if (values === null || values.path === '') {
		return;
	}
	const target = resolveTyped(values.path, path, home);
	await work(`look at ${target}`, async signal => {
		const {type} = await place.system.stat(target, signal);
		if (type === 'directory') {
			files.go(side, target);
		} else {
			files.go(side, parentOf(target), target.slice(target.lastIndexOf('/') + 1));
		}
	});
}

type Bookmark = {
	readonly label: string;
	readonly note?: string;
	readonly path: string;
	readonly act: 'go' | 'add' | 'remove';
};

function bookmarkItems({path}: Place, marked: readonly string[]): readonly Bookmark[] {
	const add: Bookmark = {label: `Add ${path}`, path, act: 'add'};
	return [
		...marked.map((each): Bookmark => ({label: each, path: each, act: 'go'})),
		...(marked.includes(path) ? [] : [add]),
		...marked.map((each): Bookmark => ({label: `Remove ${each}`, path: each, act: 'remove'})),
	];
}

/** `b`: the bookmarks of the machine: to go to, to add the directory on show, to remove. */
export async function bookmarks(context: Context): Promise<void> {
	const {dialogs, files, state, say} = context;
	const place = focusedPlace(context);
	const key = place.host ?? '';
	const marked = recalled(state().files.bookmarks, key) ?? [];
	const item = await dialogs.choose({
		title: `Bookmarks ${onHost(place.host)}`,
		tone: toneOf(state(), place.host),
		items: bookmarkItems(place, marked),
	});
	if (item === null) {
		return;
	}
	if (item.act === 'go') {
		files.go(place.side, item.path);
		return;
	}
	await remember(context, memory => {
		const others = (recalled(memory.bookmarks, key) ?? []).filter(each => each !== item.path);
		const now = item.act === 'add' ? [...others, item.path] : others;
		return {...memory, bookmarks: {...memory.bookmarks, [key]: now}};
	});
	say('good', `${item.act === 'add' ? 'Added a' : 'Removed the'} bookmark: ${item.path}`);
}
