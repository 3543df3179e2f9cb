import type {Connections} from '../services/keeper/connections.ts';
import type {BulkFiles} from '../services/transfers/bulk-files.ts';
import {connectBy} from '../services/transfers/connect.ts';
import type {Connect} from '../services/transfers/endpoint.ts';

/** The hosts of a command: one share in the login of each, and the channel that was opened first is used again. */
export type HostsInUse = {
	/** The files of a host. */
	files(host: string, signal: AbortSignal): Promise<BulkFiles>;
	/** The same for a transfer, which may want more channels. */
	readonly connect: Connect;
	close(): void;
};

type Host = {
	readonly connection: Awaited<ReturnType<Connect>>;
	/** Opened, and not in use by a transfer. */
	spare: BulkFiles | null;
};

export function openHostsInUse(connections: Connections): HostsInUse {
	const connectAnew = connectBy(connections.lease);
	const hosts = new Map<string, Host>();
	const find = async (host: string, signal: AbortSignal): Promise<Host> => {
		const known = hosts.get(host);
		if (known !== undefined) {
			return known;
		}
		const opened: Host = {connection: await connectAnew(host, signal), spare: null};
		hosts.set(host, opened);
		return opened;
	};
	const forget = (host: string, known: Host): void => {
		if (hosts.get(host) === known) {
			hosts.delete(host);
		}
		known.connection.close();
	};
	return {
		async files(host, signal) {
			const known = await find(host, signal);
			known.spare ??= await known.connection.open(signal);
			return known.spare;
		},
		async connect(host, signal) {
			const known = await find(host, signal);
			return {
				async open(opening) {
					const {spare} = known;
					known.spare = null;
					const files = spare ?? (await known.connection.open(opening));
					void files.ended.then(() => forget(host, known));
					return files;
				},
				isShared: known.connection.isShared,
				close() {},
			};
		},
		close() {
			for (const {connection, spare} of hosts.values()) {
				spare?.close();
				connection.close();
			}
		},
	};
}
