import {once} from 'node:events';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {after} from 'node:test';

/** A TCP server on loopback that does nothing but this; ended when the running test, or the file of tests, ends. */
export async function startServer(serve: (socket: Socket) => void): Promise<number> {
	const sockets = new Set<Socket>();
	const server = createServer(socket => {
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
		// A socket that nobody reads does not tell that the other side has gone.
		socket.resume();
		serve(socket);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	after(() => {
		server.close();
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	return (server.address() as AddressInfo).port;
}
