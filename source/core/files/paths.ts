import {basename, dirname, isAbsolute, join, normalize} from 'node:path/posix';

/** The path of a name in a directory. */
export function inside(directory: string, name: string): string {
	return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** The directory above; `/` is its own. */
export function parentOf(path: string): string {
	return dirname(tidy(path));
}

/** The last name of a path; empty for `/`. */
export function nameOf(path: string): string {
	return basename(tidy(path));
}

/** Without doubled slashes, `.`, `..` and a slash at the end. Links are not looked at. */
export function tidy(path: string): string {
	const normal = normalize(path);
	return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** What a user means by a typed path: `~` and `~/x` begin at `home`, a relative one at `directory`. Absolute, tidy. */
export function resolveTyped(typed: string, directory: string, home: string): string {
	if (typed === '~' || typed.startsWith('~/')) {
		return tidy(join(home, typed.slice(1)));
	}
	return tidy(isAbsolute(typed) ? typed : join(directory, typed));
}

/** Whether a path is a directory or lies below it; both absolute. Links are not looked at. */
export function isWithin(path: string, directory: string): boolean {
	const [one, other] = [tidy(path), tidy(directory)];
	return one === other || other === '/' || one.startsWith(`${other}/`);
}
