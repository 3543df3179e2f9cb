/** A path as people write it: below the home directory with `~`. */
export function shortPath(path: string, home: string): string {
	return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}

/** The same, and the home directory itself as `~`. */
export function homePath(path: string, home: string): string {
	return path === home ? '~' : shortPath(path, home);
}
