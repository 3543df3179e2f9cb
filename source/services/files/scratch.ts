import {readdirSync, rmdirSync, rmSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A private directory (0700) for a file that is being edited. */
export type Scratch = {
	readonly path: string;
	/** Removes it with all that is in it, in this turn: the program may end after it. Never throws. */
	remove(): void;
};

const start = 'sallyport-edit-';

export async function makeScratch(): Promise<Scratch> {
	const path = await mkdtemp(join(tmpdir(), `${start}${process.pid}-`));
	return {
		path,
		remove() {
			try {
				rmSync(path, {recursive: true, force: true});
			} catch {}
		},
	};
}

/** Removes what runs that are over left, as far as it is empty: a text in it may be all that is left of an edit. */
export function sweepScratches(): void {
	for (const name of readdirSync(tmpdir()).filter(each => each.startsWith(start))) {
		const pid = Number.parseInt(name.slice(start.length), 10);
		if (pid > 0 && !isRunning(pid)) {
			try {
				rmdirSync(join(tmpdir(), name));
			} catch {}
		}
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
