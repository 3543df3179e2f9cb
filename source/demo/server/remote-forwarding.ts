import {createServer, type Server, type Socket} from 'node:net';
import type {Connection, TcpipBindInfo} from 'ssh2';

const mostListeners = 8;
const mostStreams = 32;
const loopback = new Set(['', 'localhost', '127.0.0.1']);

/**
 * Serves `ssh -R 0:…` (tcpip-forward, RFC 4254 section 7.1): a listener on 127.0.0.1 at a port that the system picks.
 * Any other address or port is refused. The listeners end with the connection.
 */
export function serveRemoteForwarding(client: Connection): void {
	const listeners = new Map<number, Server>();
	const sockets = new Set<Socket>();
	let opening = 0;
	let isOver = false;

	const listen = (bind: TcpipBindInfo, accept?: (port?: number) => void, reject?: () => void): void => {
		if (bind.bindPort !== 0 || !loopback.has(bind.bindAddr) || listeners.size + opening >= mostListeners) {
			reject?.();
			return;
		}
		opening += 1;
		const server = createServer({noDelay: true});
		server.maxConnections = mostStreams;
		server.once('error', () => {
			opening -= 1;
			reject?.();
		});
		server.listen(0, '127.0.0.1', () => {
			opening -= 1;
			const address = server.address();
			if (isOver || address === null || typeof address === 'string') {
				server.close();
				return;
			}
			listeners.set(address.port, server);
			server.on('connection', socket => forward(client, socket, bind.bindAddr, address.port, sockets));
			accept?.(address.port);
		});
	};
	const cancel = (port: number): boolean => {
		listeners.get(port)?.close();
		return listeners.delete(port);
	};

	client.on('request', (accept, reject, name, info) => {
		if (name === 'tcpip-forward') {
			listen(info as TcpipBindInfo, accept, reject);
		} else if (name === 'cancel-tcpip-forward' && cancel((info as TcpipBindInfo).bindPort)) {
			accept?.();
		} else {
			reject?.();
		}
	});
	client.once('close', () => {
		isOver = true;
		for (const server of listeners.values()) {
			server.close();
		}
		for (const socket of sockets) {
			socket.destroy();
		}
	});
}

function forward(client: Connection, socket: Socket, name: string, port: number, sockets: Set<Socket>): void {
	sockets.add(socket);
	socket.pause();
	socket.on('error', () => socket.destroy());
	socket.once('close', () => sockets.delete(socket));
	client.forwardOut(
		name,
		port,
		socket.remoteAddress ?? '127.0.0.1',
		socket.remotePort ?? 0,
		(error, channel) => {
			if (error || socket.destroyed) {
				socket.destroy();
				channel?.end();
				return;
			}
			channel.on('error', () => socket.destroy());
			channel.once('close', () => socket.end());
			socket.once('close', () => channel.end());
			channel.pipe(socket);
			socket.pipe(channel);
		},
	);
}
