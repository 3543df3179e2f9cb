/** Where a forward listens or leads: a TCP port or the path of a Unix socket. */
export type Endpoint =
	| {readonly path: string}
	/** `address` null: none was given, which is the loopback unless GatewayPorts says else. Empty or `*`: every one. */
	| {readonly address: string | null; readonly port: number};

/** A forward as asked for with `-L`, `-R`, `-D` or the options LocalForward, RemoteForward, DynamicForward. */
export type Forward = {
	readonly kind: 'local' | 'remote' | 'dynamic';
	readonly listen: Endpoint;
	/** Null: a SOCKS proxy, where each client says where it wants to go (dynamic, or remote without a target). */
	readonly target: Endpoint | null;
};

/** A forward in words for a row. `listensOn`: whether the port is opened on this machine or on the far one. */
export type ForwardDescription = {
	readonly listensOn: 'here' | 'there';
	readonly listen: string;
	readonly target: string;
	/** One line, such as `L 127.0.0.1:5432 → db:5432`. */
	readonly text: string;
};

/** Says a forward in words. Names in it are as they were given: they are to be made printable where they are shown. */
export function describeForward({kind, listen, target}: Forward): ForwardDescription {
	const from = describeEndpoint(listen);
	const to = target === null ? 'SOCKS' : describeEndpoint(target);
	const letter = kind.slice(0, 1).toUpperCase();
	return {
		listensOn: kind === 'remote' ? 'there' : 'here',
		listen: from,
		target: to,
		text: `${letter} ${from} → ${to}`,
	};
}

/** `127.0.0.1:80`, `[::1]:80`, `localhost:80` where no address was given, `*:80` for all of them, or the path. */
export function describeEndpoint(endpoint: Endpoint): string {
	if ('path' in endpoint) {
		return endpoint.path;
	}
	const address = endpoint.address ?? 'localhost';
	const shown = address.includes(':') ? `[${address}]` : address || '*';
	return `${shown}:${endpoint.port}`;
}
