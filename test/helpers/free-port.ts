import {createServer} from 'node:net';

/**
 * Ports that no system gives away by itself: below those that Linux (32768 and up) and macOS (49152 and up) take for
 * listeners at port 0 and for connections. One that the system picked could go to any connection before it is used.
 */
const firstPort = 20_000;
const lastPort = 32_000;
/** Each process of the tests has its own, as several run at once. */
const portsPerProcess = 100;

const slices = (lastPort - firstPort) / portsPerProcess;
const first = firstPort + (process.pid % slices) * portsPerProcess;
let given = 0;

/** A port of loopback where nothing listens, another one each time. */
export async function freePort(): Promise<number> {
	for (let attempt = 0; attempt < portsPerProcess; attempt++) {
		const port = first + (given++ % portsPerProcess);
		if (await isFree(port)) {
			return port;
		}
	}
	throw new Error(`None of the ports from ${first} to ${first + portsPerProcess - 1} is free.`);
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => {
			if (error.code === 'EADDRINUSE') {
				resolve(false);
			} else {
				reject(error);
			}
		});
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
}
