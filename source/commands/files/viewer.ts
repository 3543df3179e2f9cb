import {isAbort} from '../../core/errors.ts';
import {encodeName} from '../../core/files/byte-names.ts';
import {
	hexWidth,
	indexOfBytes,
	lineStart,
	looksBinary,
	offsetBefore,
	rowsFrom,
	type ViewMode,
} from '../../core/files/view-rows.ts';
import type {ListMove} from '../../core/list/position.ts';
import {emptyField} from '../../core/text/field.ts';
import type {FileSystem, OpenFile} from '../../services/files/file-system.ts';
import {type ViewerDialog, viewerArea} from '../../state/files/viewer-dialog.ts';
import type {Store} from '../../state/store.ts';
import {openWindow} from './file-window.ts';

/** A file on view. Every wish follows the ones before it; what the file holds is read as it is looked at. */
export type Viewer = {
	move(by: ListMove): void;
	/** Text or numbers, from the same place on. */
	toggleMode(): void;
	/** Goes to the next place behind the top row that holds the text; says whether there is one. */
	search(text: string, signal: AbortSignal): Promise<boolean>;
	close(): void;
};

export type ViewerOptions = {
	readonly store: Store;
	readonly fileSystem: FileSystem;
	readonly path: string;
	readonly report: (error: unknown) => void;
};

/** Lines are looked for so far back; a longer one is broken there. */
const farthest = 64 * 1024;
const searchStep = 256 * 1024;
/** Rows of text take so many bytes of a file at most. */
const bytesOfRow = 1024;

/** Opens a file for viewing; throws what the file system throws. */
export async function openViewer(
	{store, fileSystem, path, report}: ViewerOptions,
	signal: AbortSignal,
): Promise<Viewer> {
	const file = await fileSystem.open(path, 'read', signal);
	const life = new AbortController();
	const window = openWindow(file);
	let queue: Promise<void> = Promise.resolve();
	let mode: ViewMode = 'text';
	let top = 0;
	let size = 0;
	let wasShown = false;

	const area = () => viewerArea(store.state().columns, store.state().rows);
	const layout = (count = area().height) => ({mode, width: area().width, count});

	function isShown(): boolean {
		const {dialog, beneath} = store.state();
		return [dialog, ...beneath].some(each => each?.kind === 'viewer' && each.path === path);
	}

	/** The state of the dialog with its rows from `top` on. */
	async function drawn(): Promise<Pick<ViewerDialog, 'rows' | 'isAtEnd' | 'size' | 'mode'>> {
		const {height} = area();
		const part = await window.part(top, height * bytesOfRow, life.signal);
		const rows = rowsFrom(part, layout());
		const end = rows.at(-1)?.next ?? top;
		size = Math.max(size, top + part.bytes.length);
		return {rows, isAtEnd: end >= size, size, mode};
	}

	async function draw(): Promise<void> {
		const changes = await drawn();
		if (!life.signal.aborted) {
			store.send({type: 'viewer-changed', changes});
		}
	}

	function enqueue(task: () => Promise<void>): void {
		queue = queue
			.then(() => (life.signal.aborted ? undefined : task()))
			.catch((error: unknown) => {
				if (!life.signal.aborted && !isAbort(error)) {
					report(error);
				}
			});
	}

	async function before(end: number, count: number): Promise<number> {
		const from = Math.max(0, end - farthest);
		const part = await window.part(from, end - from, life.signal);
		return part.bytes.length === 0 ? from : offsetBefore(part, layout(count));
	}

	async function moveBy(count: number): Promise<void> {
		if (count < 0) {
			top = top === 0 ? 0 : await before(top, -count);
			return;
		}
		const part = await window.part(top, (count + area().height) * bytesOfRow, life.signal);
		const rows = rowsFrom(part, layout(count + area().height));
		// The last screenful stays full.
		const most = Math.max(0, rows.length - area().height);
		top = rows[Math.min(count, most)]?.offset ?? top;
	}

	async function toEnd(): Promise<void> {
		window.forget();
		size = Math.max((await file.stat(life.signal)).size, 0);
		// Files of the kernel say 0 and have content: read on until there is no more.
		for (let step = 0; size === 0 && step < 64; step++) {
			const part = await window.part(step * farthest, farthest, life.signal);
			if (part.bytes.length < farthest) {
				size = step * farthest + part.bytes.length;
				break;
			}
		}
		top = size === 0 ? 0 : await before(size, area().height);
	}

	async function begin(opened: OpenFile): Promise<void> {
		size = (await opened.stat(signal)).size;
		const part = await window.part(0, 8192, signal);
		mode = looksBinary(part.bytes) ? 'hex' : 'text';
	}

	const unsubscribe = store.subscribe((state, past) => {
		if (state.columns !== past.columns || state.rows !== past.rows) {
			enqueue(draw);
		}
		if (wasShown && state.dialog !== past.dialog && !isShown()) {
			close();
		}
	});

	function close(): void {
		if (!life.signal.aborted) {
			unsubscribe();
			life.abort();
			file.close().catch(report);
		}
	}

	try {
		await begin(file);
		const shown = await drawn();
		signal.throwIfAborted();
		const dialog: ViewerDialog = {
			kind: 'viewer',
			host: fileSystem.host,
			path,
			field: emptyField,
			isTyping: false,
			...shown,
		};
		store.send({type: 'dialog-stacked', dialog});
		wasShown = true;
	} catch (error) {
		close();
		throw error;
	}

	return {
		move(by) {
			enqueue(async () => {
				if (by === 'start') {
					top = 0;
				} else if (by === 'end') {
					await toEnd();
				} else {
					const page = Math.max(1, area().height - 1);
					await moveBy('rows' in by ? by.rows : Math.trunc(by.pages * page));
				}
				await draw();
			});
		},
		toggleMode() {
			enqueue(async () => {
				const perRow = hexWidth(area().width);
				if (mode === 'hex') {
					mode = 'text';
					const from = Math.max(0, top - farthest);
					top = lineStart(await window.part(from, top - from, life.signal));
				} else {
					mode = 'hex';
					top = Math.floor(top / perRow) * perRow;
				}
				await draw();
			});
		},
		async search(text, searchSignal) {
			const wanted = encodeName(text);
			const until = AbortSignal.any([searchSignal, life.signal]);
			const part = await window.part(top, area().height * bytesOfRow, until);
			let at = rowsFrom(part, layout(1))[0]?.next ?? top;
			for (;;) {
				const {bytes} = await window.part(at, searchStep + wanted.length, until);
				const found = indexOfBytes(bytes, wanted);
				if (found !== -1) {
					await goTo(at + found);
					return true;
				}
				if (bytes.length < searchStep + wanted.length) {
					return false;
				}
				at += searchStep;
			}
		},
		close,
	};

	/** Brings the row that holds a byte to the top. */
	async function goTo(place: number): Promise<void> {
		if (mode === 'hex') {
			const perRow = hexWidth(area().width);
			top = Math.floor(place / perRow) * perRow;
		} else {
			const from = Math.max(0, place - farthest);
			const start = lineStart(await window.part(from, place - from, life.signal));
			const part = await window.part(start, place - start + bytesOfRow, life.signal);
			const rows = rowsFrom(part, layout(Number.POSITIVE_INFINITY));
			top = rows.findLast(row => row.offset <= place)?.offset ?? start;
		}
		await draw();
	}
}
