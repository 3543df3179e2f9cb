import {existsSync} from 'node:fs';
import {Failure} from '../../core/errors.ts';
import {openQuietChild} from '../../services/ssh/quiet-child.ts';
import type {Connection} from '../start-hub.ts';

const deadline = 10_000;

/**
 * Has the far side of a hub make one connection (`ssh -W`), which is closed at once: null when it did, else why not, in ssh's
 * words. Throws a Failure when nothing came back in time.
 */
export async function reach(hub: Connection, host: string, port: number): Promise<string | null> {
	if (!existsSync(hub.socket)) {
		throw new Failure('The shared connection lost its socket.');
	}
	const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
	const read = openReachReader(`${host}:${port}`);
	const following = hub.follow(read.hear);
	// It never logs in by itself: see the session arguments.
	const options = ['ControlMaster=no', 'ProxyCommand=false', 'LogLevel=DEBUG1'].flatMap(one => ['-o', one]);
	const args = ['-F', 'none', '-S', hub.socket, ...options, '-W', place, '--', 'hub'];
	const child = await openQuietChild({program: 'ssh', env: process.env}, args, {watchdog: deadline});
	try {
		return await new Promise<string | null>((resolve, reject) => {
			child.onStderr(text => {
				if (/^debug1: mux_client_request_stdio_fwd: master session id: \d+\r?$/m.test(text)) {
					resolve(null);
				}
			});
			void child.ended.then(({stopped}) => {
				following.flush();
				if (stopped === null) {
					resolve(read.why() ?? 'refused by peer');
				} else {
					reject(new Failure(`There was no answer within ${deadline / 1000} s.`));
				}
			});
		});
	} finally {
		child.end();
		following.stop();
	}
}

/** Finds why the connection to a place failed in what a hub says. */
function openReachReader(place: string): {hear(text: string): void; why(): string | null} {
	let said = '';
	return {
		hear(text) {
			said += text;
		},
		why() {
			const from = said.lastIndexOf(`channel_connect_stdio_fwd: ${place}`);
			const mine = from === -1 ? '' : said.slice(from);
			const channel = /^debug1: channel (\d+): new (?:stdio-forward|direct-tcpip)/m.exec(mine)?.[1];
			const failed = new RegExp(`^channel ${channel}: open failed: (.+?)\\r?$`, 'm');
			return failed.exec(mine)?.[1] ?? null;
		},
	};
}
