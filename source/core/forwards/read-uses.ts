import type {Endpoint} from './forward.ts';

/** A connection that somebody made to a listener of a hub. `why`: in ssh's words, why it led nowhere; null when it led on. */
export type Use = {
	/** Where it listens: on this machine or, for `isRemote`, on the far one. The address is null where ssh does not say it. */
	readonly listen: Endpoint;
	readonly isRemote: boolean;
	/** It has ended, or failed; else it has begun, and how it goes is not known. */
	readonly isOver: boolean;
	readonly why: string | null;
};

/** A channel of a hub that has been opened for a forward, and has not ended. */
type Channel = {isRemote: boolean; listen: Endpoint | null; why: string | null};

const mostChannels = 10_000;

/**
 * Reads what a hub says at LogLevel DEBUG1 (channels.c and clientloop.c of OpenSSH 8.5 to 10.x) and calls back when a
 * connection through a forward begins, and when it is over. Parts of lines may come.
 */
export function openUseReader(listener: (use: Use) => void): (text: string) => void {
	const channels = new Map<string, Channel>();
	let rest = '';
	let asked: Endpoint | null = null;

	function finish(number: string, text: string): void {
		const channel = channels.get(number);
		channels.delete(number);
		const listen = channel?.isRemote ? channel.listen : listenerOf(text);
		if (channel !== undefined && listen !== null) {
			listener({listen, isRemote: channel.isRemote, isOver: true, why: channel.why});
		}
	}

	function read(line: string): void {
		const remote = /^debug1: client_request_forwarded_tcpip: listen (\S+) port (\d+), /.exec(line);
		if (remote !== null) {
			asked = {address: remote[1]!, port: Number(remote[2])};
			return;
		}
		const path = /^debug1: client_request_forwarded_streamlocal: request: (.+)$/.exec(line)?.[1];
		if (path !== undefined) {
			asked = {path};
			return;
		}
		const port = /^debug1: Connection to port (\d+) forwarding to /.exec(line)?.[1];
		if (port !== undefined) {
			asked = {address: null, port: Number(port)};
			return;
		}
		const [, opened, kind = ''] = /^debug1: channel (\d+): new (\S+) \[/.exec(line) ?? [];
		if (opened !== undefined) {
			const isRemote = kind.startsWith('forwarded-');
			if ((isRemote || /^(direct|dynamic)-/.test(kind)) && channels.size < mostChannels) {
				channels.set(opened, {isRemote, listen: asked, why: null});
				if (asked !== null) {
					listener({listen: asked, isRemote, isOver: false, why: null});
				}
				asked = null;
			} else {
				channels.delete(opened);
			}
			return;
		}
		const [, failed, why] =
			/^channel (\d+): open failed: (.+)$/.exec(line) ??
			/^debug1: channel (\d+): connection failed: (.+)$/.exec(line) ??
			[];
		const channel = failed === undefined ? undefined : channels.get(failed);
		if (channel !== undefined && why !== undefined) {
			channel.why = why;
			return;
		}
		const [, freed, text = ''] = /^debug1: channel (\d+): free: (.*)$/.exec(line) ?? [];
		if (freed !== undefined) {
			finish(freed, text);
			return;
		}
		// Nobody could be reached at once: there was no attempt on a channel, and it is over.
		const direct = /^connect_to .+: (failed|unknown host .*?)\.?$/.exec(line)?.[1];
		if (direct !== undefined && asked !== null) {
			listener({listen: asked, isRemote: true, isOver: true, why: direct});
			asked = null;
		}
	}

	return text => {
		const lines = (rest + text).split(/\r?\n/);
		rest = (lines.pop() ?? '').slice(-4096);
		lines.forEach(read);
	};
}

/** Where the listener is that a connection came to, by the name of its channel. */
function listenerOf(text: string): Endpoint | null {
	const [, address = '', port] =
		/^(?:direct|dynamic)\S*: .*connect from.* port \d+ to (.+) port (\d+)(?:, nchannels \d+)?$/.exec(text) ??
		[];
	if (port === undefined || address === 'UNKNOWN') {
		return null;
	}
	return address.startsWith('/') ? {path: address} : {address, port: Number(port)};
}
