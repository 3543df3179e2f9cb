import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A private directory (0700) for a file that is being edited. */
export type Scratch = {
	readonly path: string;
	/** Removes it with all that is in it. Never rejects. */
	remove(): Promise<void>;
};

export async function makeScratch(): Promise<Scratch> {
	const path = await mkdtemp(join(tmpdir(), 'sallyport-edit-'));
	return {
		path,
		async remove() {
			await rm(path, {recursive: true, force: true}).catch(() => {});
		},
	};
}
