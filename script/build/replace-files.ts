import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {basename, join} from 'node:path';

/**
 * Makes a directory hold exactly these files. What is the same already is not touched, and each file changes at once, so
 * that a program running from there, or another build, is not disturbed. `cli.js` is made executable.
 */
export function replaceFiles(
	directory: string,
	files: ReadonlyArray<{readonly path: string; readonly contents: Uint8Array}>,
): void {
	mkdirSync(directory, {recursive: true});
	for (const {path, contents} of files) {
		if (existsSync(path) && readFileSync(path).equals(contents)) {
			continue;
		}
		const draft = `${path}.${process.pid}`;
		writeFileSync(draft, contents);
		chmodSync(draft, basename(path) === 'cli.js' ? 0o755 : 0o644);
		renameSync(draft, path);
	}
	const wanted = new Set(files.map(file => basename(file.path)));
	for (const name of readdirSync(directory)) {
		// A name that ends in a number is a draft of another build that runs now.
		if (!wanted.has(name) && !/\.\d+$/.test(name)) {
			rmSync(join(directory, name), {recursive: true, force: true});
		}
	}
}
