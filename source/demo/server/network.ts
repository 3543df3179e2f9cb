import type {Duplex} from 'node:stream';

/** Takes a byte stream that wants to talk to a service. */
export type Service = (stream: Duplex) => void;

/**
 * The demo's own network: what can be reached through a demo host's forwarding. It is a table of services in this
 * process and nothing else, so no forwarding leads to another port of this machine or beyond it.
 */
export type Network = {
	offer(names: readonly string[], port: number, service: Service): void;
	find(name: string, port: number): Service | undefined;
};

/** A network of its own, from which everything in `outer` can be reached too. */
export function makeNetwork(outer?: Network): Network {
	const services = new Map<string, Service>();
	const address = (name: string, port: number): string => `${name.toLowerCase()}:${port}`;
	return {
		offer(names, port, service) {
			for (const name of names) {
				services.set(address(name, port), service);
			}
		},
		find: (name, port) => services.get(address(name, port)) ?? outer?.find(name, port),
	};
}
