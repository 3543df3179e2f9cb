import {existsSync} from 'node:fs';
import {connect} from 'node:net';
import type {Endpoint} from '../../core/forwards/forward.ts';
import {
	parseTcpConnections,
	parseTcpListeners,
	parseUnixConnections,
	parseUnixListeners,
} from '../../core/forwards/proc-net.ts';
import {readText, socketInodes} from './ssh-processes.ts';

const isLinux = process.platform === 'linux';
const answerLimit = 2000;
const everyAddress = new Set(['', '*', '0.0.0.0', '::']);

/** All listeners of this machine that are of the kind of an endpoint, by the inode of their socket. */
export async function readListenersLike(endpoint: Endpoint): Promise<Map<string, Endpoint>> {
	if ('path' in endpoint) {
		return parseUnixListeners(await readText('/proc/net/unix'));
	}
	const [tcp, tcp6] = await Promise.all([readText('/proc/net/tcp'), readText('/proc/net/tcp6')]);
	return new Map([...parseTcpListeners(tcp), ...parseTcpListeners(tcp6)]);
}

/** The listeners of this machine, and the ends here of all its connections, by the inode of their socket. */
export async function readSockets(): Promise<{
	listeners: Map<string, Endpoint>;
	ends: Map<string, Endpoint>;
}> {
	const [tcp, tcp6, unix] = await Promise.all([
		readText('/proc/net/tcp'),
		readText('/proc/net/tcp6'),
		readText('/proc/net/unix'),
	]);
	return {
		listeners: new Map([...parseTcpListeners(tcp), ...parseTcpListeners(tcp6), ...parseUnixListeners(unix)]),
		ends: new Map([...parseTcpConnections(tcp), ...parseTcpConnections(tcp6), ...parseUnixConnections(unix)]),
	};
}

/** Whether a listener is what was asked for; a name may have become any address, and null is one that is not known. */
export function isAt(listener: Endpoint, asked: Endpoint): boolean {
	if ('path' in listener || 'path' in asked) {
		return 'path' in listener && 'path' in asked && listener.path === asked.path;
	}
	const address = asked.address ?? '';
	const isLiteral = /^[\d.]+$|:/.test(address);
	return (
		listener.port === asked.port &&
		(!isLiteral || listener.address === null || listener.address === address || everyAddress.has(address))
	);
}

/** Whether a process listens there. Where the system does not show that: whether anybody takes connections there. */
export async function isListening(pid: number, endpoint: Endpoint): Promise<boolean> {
	if (!isLinux) {
		return takesConnections(endpoint);
	}
	// What the kernel calls a socket file is the path that it was bound by.
	const listeners = await readListenersLike(endpoint);
	return socketInodes(pid).some(inode => {
		const listener = listeners.get(inode);
		return listener !== undefined && isAt(listener, endpoint);
	});
}

/** Whether somebody takes a connection at an endpoint of this machine. */
export function takesConnections(endpoint: Endpoint): Promise<boolean> {
	return new Promise(resolve => {
		const address = 'port' in endpoint ? (endpoint.address ?? '127.0.0.1') : '';
		const host = ['', '*', '0.0.0.0'].includes(address) ? '127.0.0.1' : address === '::' ? '::1' : address;
		const socket = connect('path' in endpoint ? {path: endpoint.path} : {host, port: endpoint.port});
		const settle = (answer: boolean): void => {
			socket.destroy();
			resolve(answer);
		};
		socket.setTimeout(answerLimit, () => settle(false));
		socket.once('connect', () => settle(true));
		socket.once('error', () => settle(false));
	});
}

/** Whether a socket file is there that nobody listens at. */
export async function isLeftOver(path: string): Promise<boolean> {
	return existsSync(path) && !(await takesConnections({path}));
}
