/** A place on the command line: a path on a host, or on this machine. */
export type Target = {readonly host: string | null; readonly path: string};

/**
 * Reads `HOST:PATH` as scp does: without a colon, or with a slash before the first one, it is a path of this machine.
 * `[…]:PATH` takes a host with colons. An empty path is the home directory.
 */
export function parseTarget(text: string): Target {
	const bracketed = /^\[([^\]/]+)\]:(.*)$/s.exec(text);
	if (bracketed) {
		return {host: bracketed[1]!, path: bracketed[2]!};
	}
	const colon = text.indexOf(':');
	const slash = text.indexOf('/');
	if (colon < 1 || (slash !== -1 && slash < colon)) {
		return {host: null, path: text};
	}
	return {host: text.slice(0, colon), path: text.slice(colon + 1)};
}
