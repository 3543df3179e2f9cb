import type {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import ssh2, {type Connection, type ParsedKey} from 'ssh2';
import type {HostShell} from '../shell/shell.ts';
import {type Judge, type Login, makeJudge, methodsOf} from './authenticate.ts';
import {serveLocalForwarding} from './local-forwarding.ts';
import type {Network} from './network.ts';
import {serveRemoteForwarding} from './remote-forwarding.ts';
import {serveSessions} from './serve-sessions.ts';

/** What a demo host's server needs. */
export type ServedHost = {
	readonly hostKey: string;
	readonly login: Login;
	readonly network: Network;
	readonly shell: HostShell;
};

const loginGrace = 120_000;
const mostAttempts = 12;
const mostStreams = 32;
/** Bytes a client may leave unread before it is taken for broken. */
const mostUnread = 64 * 1024 * 1024;

/** Takes a byte stream, from a socket or from another host's forwarding, and speaks SSH on it. */
export type Admit = (stream: Duplex) => void;

/** A throw-away password is told again where it is asked for: the dashboard that shows it is not on the screen then. */
function bannerOf({password}: Login): {banner?: string} {
	return password === null ? {} : {banner: `The password of this demo host is ${password}\r\n`};
}

/** Builds a demo host: each stream gets an SSH server of its own, which never listens. `streams` holds the open ones. */
export function serveHost(host: ServedHost, streams: Set<Duplex>): Admit {
	const judge = makeJudge(host.login);
	const hostKey = parseHostKey(host.hostKey);
	let open = 0;
	return stream => {
		if (open >= mostStreams) {
			stream.destroy();
			return;
		}
		open += 1;
		streams.add(stream);
		const grace = setTimeout(() => stream.destroy(), loginGrace);
		stream.on('error', () => stream.destroy());
		stream.once('close', () => {
			open -= 1;
			streams.delete(stream);
			clearTimeout(grace);
		});
		const settings = {hostKeys: [{key: hostKey}], ident: 'SallyportDemo', ...bannerOf(host.login)};
		const server = new ssh2.Server(settings, client => {
			client.on('error', () => stream.destroy());
			client.once('ready', () => clearTimeout(grace));
			serveClient(client, host, judge, () => stream.destroy());
		});
		server.on('error', () => stream.destroy());
		// Any duplex stream will do; the types ask for more.
		server.injectSocket(stream as Socket);
		stream.on('data', () => {
			if (stream.writableLength > mostUnread) {
				stream.destroy();
			}
		});
	};
}

/** Here and once, since a key that cannot be read must not wait for the first connection to be found. */
function parseHostKey(text: string): ParsedKey {
	const key = ssh2.utils.parseKey(text);
	if (key instanceof Error) {
		throw key;
	}
	return key;
}

function serveClient(client: Connection, host: ServedHost, judge: Judge, hangUp: () => void): void {
	let attempts = 0;
	client.on('authentication', attempt => {
		attempts += 1;
		if (attempts > mostAttempts) {
			client.end();
		} else if (judge(attempt)) {
			attempt.accept();
		} else {
			attempt.reject(methodsOf(host.login));
		}
	});
	client.once('ready', () => {
		serveSessions(client, host.shell, hangUp);
		serveLocalForwarding(client, host.network);
		serveRemoteForwarding(client);
	});
}
