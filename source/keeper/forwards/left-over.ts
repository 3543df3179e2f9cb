import {unlinkSync} from 'node:fs';
import type {Forward} from '../../core/forwards/forward.ts';
import {isLeftOver} from '../../services/forwards/listeners.ts';
import {capture} from '../../services/ssh/capture.ts';

const deadline = 10_000;
/** What a shell of any kind reads as it stands between single quotes, and grep as itself. */
const plainPath = /^\/[\w./@%+=:, -]+$/;

/**
 * Removes the file of a socket that nobody listens at, where Linux shows that there (proc(5)): a forward leaves it on the far
 * side, for sshd does not take it away, and then nothing can listen there again. Says `gone`.
 */
const script =
	'if [ -S "$1" ] && [ -r /proc/net/unix ]; then if grep -q -- " $1\\$" /proc/net/unix; then :; else rm -f -- "$1" && echo gone; fi; fi';

/**
 * Removes the socket file that a forward of ours left, on whichever side it listened, once nobody listens at it; whether it
 * did. `hub` is the socket of the connection.
 */
export async function removeLeftOver({kind, listen}: Forward, hub: string): Promise<boolean> {
	if (!('path' in listen)) {
		return false;
	}
	const {path} = listen;
	if (kind === 'remote') {
		return plainPath.test(path) && removeThere(path, hub);
	}
	if (!(await isLeftOver(path))) {
		return false;
	}
	try {
		unlinkSync(path);
		return true;
	} catch {
		return false;
	}
}

async function removeThere(path: string, hub: string): Promise<boolean> {
	// It never logs in by itself: see the session arguments.
	const options = ['ControlMaster=no', 'ProxyCommand=false', 'RequestTTY=no'].flatMap(one => ['-o', one]);
	const command = `sh -c '${script}' sh '${path}'`;
	try {
		const args = ['-F', 'none', '-S', hub, ...options, '-n', '--', 'hub', command];
		return (await capture('ssh', args, {deadline})).stdout.trim() === 'gone';
	} catch {
		return false;
	}
}
