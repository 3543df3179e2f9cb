import {createServer, type Server} from 'node:net';
import type {Admit} from './serve-host.ts';

/** Connections to one demo host at a time. */
const mostConnections = 32;

/** Listens on 127.0.0.1 at a port that the system picks. */
export function listen(admit: Admit): Promise<{readonly port: number; readonly server: Server}> {
	return new Promise((resolve, reject) => {
		const server = createServer({noDelay: true}, admit);
		server.maxConnections = mostConnections;
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			server.off('error', reject);
			server.on('error', () => undefined);
			const address = server.address();
			resolve({port: typeof address === 'object' && address !== null ? address.port : 0, server});
		});
	});
}

/** A port on 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
	const {port, server} = await listen(socket => socket.destroy());
	await new Promise(resolve => server.close(resolve));
	return port;
}
