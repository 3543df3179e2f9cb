import type {Endpoint, Forward} from './forward.ts';

type Problem = {readonly problem: string};

/** What ssh replaces in the path of a socket (ssh_config(5), TOKENS and ENVIRONMENT VARIABLES). */
const token = /%.?|\$\{[^}]*\}?/;

/**
 * The forward with a leading `~/` of this machine written out, or why its sockets cannot be asked for: what is no whole path
 * would be taken from wherever ssh and sshd happen to run, and tokens would be about no host of the config.
 */
export function withWholePaths(forward: Forward, home: string): Forward | Problem {
	const isHere = forward.kind !== 'remote';
	const listen = whole(forward.listen, isHere ? home : null);
	const target = forward.target === null ? null : whole(forward.target, isHere ? null : home);
	if ('problem' in listen) {
		return listen;
	}
	if (target !== null && 'problem' in target) {
		return target;
	}
	return {...forward, listen, target};
}

function whole(endpoint: Endpoint, home: string | null): Endpoint | Problem {
	if ('port' in endpoint) {
		return endpoint;
	}
	const path = home === null ? endpoint.path : endpoint.path.replace(/^~(?=\/)/, home);
	if (!path.startsWith('/')) {
		return {problem: `not a whole path: “${path}” has to begin with /`};
	}
	const found = token.exec(path)?.[0];
	return found === undefined
		? {path}
		: {problem: `not a plain path: ssh would put something else in place of “${found}”`};
}
