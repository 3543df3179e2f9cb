import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import {atTestEnd} from './at-test-end.ts';

/** A TCP relay on loopback that stands between two programs and can be a bad network. */
export type Relay = {
	readonly port: number;
	/** How many connections are open. */
	readonly connections: () => number;
	/** From now on each piece of data arrives so many milliseconds later, in order. */
	readonly delay: (milliseconds: number) => void;
	/** Nothing passes any more, and nobody is told. */
	readonly freeze: () => void;
	readonly thaw: () => void;
	/** Resets all connections; new ones are taken. */
	readonly cut: () => void;
	readonly stop: () => Promise<void>;
};

/** Starts a relay to a port of this machine, stopped when the running test ends. */
export async function startRelay(targetPort: number): Promise<Relay> {
	const sockets = new Set<Socket>();
	let latency = 0;
	let frozen = false;
	const carry = (from: Socket, to: Socket): void => {
		sockets.add(from);
		from.on('data', data => {
			setTimeout(() => {
				to.write(data);
			}, latency);
		});
		from.on('end', () => {
			setTimeout(() => {
				to.end();
			}, latency);
		});
		from.on('error', () => to.destroy());
		from.on('close', () => sockets.delete(from));
		if (frozen) {
			from.pause();
		}
	};
	const server = createServer({allowHalfOpen: true}, near => {
		const far = connect({port: targetPort, host: '127.0.0.1', allowHalfOpen: true});
		carry(near, far);
		carry(far, near);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const forEach = (act: (socket: Socket) => void): void => sockets.forEach(act);
	const stop = async (): Promise<void> => {
		forEach(socket => socket.destroy());
		if (server.listening) {
			server.close();
			await once(server, 'close');
		}
	};
	atTestEnd(stop);
	return {
		port: (server.address() as AddressInfo).port,
		connections: () => sockets.size / 2,
		delay: milliseconds => {
			latency = milliseconds;
		},
		freeze: () => {
			frozen = true;
			forEach(socket => socket.pause());
		},
		thaw: () => {
			frozen = false;
			forEach(socket => socket.resume());
		},
		cut: () => forEach(socket => socket.resetAndDestroy()),
		stop,
	};
}
