import {isAbort} from '../../core/errors.ts';
import {isSessionEnd} from '../../core/files/file-failure.ts';
import {inside} from '../../core/files/paths.ts';
import {visible} from '../../core/list/position.ts';
import type {FileSystem} from '../../services/files/file-system.ts';
import type {FilesEvent} from '../../state/files/files-events.ts';
import {columnHeight, layOutFiles} from '../../state/files/files-layout.ts';
import {type LinkTarget, type Side, sides} from '../../state/files/files-state.ts';
import type {Store} from '../../state/store.ts';

type Options = {
	readonly store: Store;
	readonly send: (event: FilesEvent) => void;
	readonly fileSystem: (side: Side) => FileSystem;
	readonly report: (error: unknown) => void;
};

/** The list must rest for so many milliseconds: nobody reads links while he scrolls. */
const restDelay = 60;

async function look(system: FileSystem, path: string, signal: AbortSignal): Promise<LinkTarget> {
	const [target, type] = await Promise.all([
		system.readLink(path, signal),
		system.stat(path, signal).then(
			attributes => attributes.type,
			(error: unknown) => {
				if (isSessionEnd(error) || isAbort(error)) {
					throw error;
				}
				return null;
			},
		),
	]);
	return {target, type};
}

/** Looks where the links on screen lead, once for each reading. Returns how to stop that. */
export function followLinks({store, send, fileSystem, report}: Options): () => void {
	const asked = {left: new Set<string>(), right: new Set<string>()};
	const runs = {left: -1, right: -1};
	const life = new AbortController();
	let timer: NodeJS.Timeout | undefined;

	async function read(side: Side): Promise<void> {
		const column = store.state().files.columns[side];
		const {path, run, status} = column;
		if (run !== runs[side]) {
			runs[side] = run;
			asked[side].clear();
		}
		const height = columnHeight(layOutFiles(store.state()));
		const names = visible(column.rows, column.position, height)
			.filter(({name, type, refused}) => type === 'link' && refused === null && !asked[side].has(name))
			.map(({name}) => name);
		if (names.length === 0 || status.kind === 'lost' || status.kind === 'connecting') {
			return;
		}
		const system = fileSystem(side);
		for (const name of names) {
			asked[side].add(name);
		}
		const found = await Promise.all(
			names.map(async name => {
				// One that is gone meanwhile, or cannot be read, stays as it is.
				const target = await look(system, inside(path, name), life.signal).catch(() => null);
				return target === null ? [] : [[name, target] as const];
			}),
		);
		send({type: 'links-read', side, path, links: new Map(found.flat())});
	}

	const unsubscribe = store.subscribe(({files, screen}, before) => {
		const hasChanged = sides.some(side => {
			const [now, then] = [files.columns[side], before.files.columns[side]];
			return now.rows !== then.rows || now.position.first !== then.position.first || now.run !== then.run;
		});
		if (hasChanged && screen === 'files') {
			clearTimeout(timer);
			timer = setTimeout(() => {
				for (const side of sides) {
					read(side).catch(report);
				}
			}, restDelay);
			timer.unref();
		}
	});
	return () => {
		unsubscribe();
		clearTimeout(timer);
		life.abort();
	};
}
