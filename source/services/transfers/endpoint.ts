import {FileFailure} from '../../core/files/file-failure.ts';
import type {BulkFiles} from './bulk-files.ts';

/** A way to a host: any number of channels over one login, or one. */
type Connection = {
	/** Opens a channel. */
	open(signal: AbortSignal): Promise<BulkFiles>;
	/** Whether another channel costs no other login. */
	isShared(): boolean;
	close(): void;
};

export type Connect = (host: string, signal: AbortSignal) => Promise<Connection>;

/** One side of a transfer: a machine, and the channels to it. */
export type Endpoint = {
	readonly host: string | null;
	/** The channels that are open, one at least. */
	readonly channels: readonly BulkFiles[];
	/** How long an answer takes, in milliseconds; 0 for this machine. */
	readonly roundTrip: number;
	/** More channels, as they are opened; each promise gives null where there can be none. */
	widen(): ReadonlyArray<Promise<BulkFiles | null>>;
	/** Aborted when a channel is of no use any more, with a FileFailure that says why. Never for this machine. */
	readonly lost: AbortSignal;
	close(): void;
};

/** More gain little (measured): a channel has a window of 2 MiB for each round trip. */
const mostChannels = 4;

/** This machine as a side of a transfer. */
export function localEndpoint(files: BulkFiles): Endpoint {
	return {
		host: null,
		channels: [files],
		roundTrip: 0,
		widen: () => [],
		lost: new AbortController().signal,
		close() {},
	};
}

/** Connects to a host. Throws what `connect` throws. */
export async function openEndpoint(host: string, connect: Connect, signal: AbortSignal): Promise<Endpoint> {
	const connection = await connect(host, signal);
	const closing = new AbortController();
	const channels: BulkFiles[] = [];
	const lost = new AbortController();
	const open = async (): Promise<BulkFiles> => {
		const channel = await connection.open(AbortSignal.any([signal, closing.signal]));
		if (closing.signal.aborted) {
			channel.close();
			closing.signal.throwIfAborted();
		}
		channels.push(channel);
		void channel.ended.then(({code, reason}) => lost.abort(new FileFailure(code, reason)));
		return channel;
	};
	const close = (): void => {
		closing.abort();
		for (const channel of channels) {
			channel.close();
		}
		connection.close();
	};
	let more: ReadonlyArray<Promise<BulkFiles | null>> | null = null;
	try {
		const {roundTrip} = await open();
		return {
			host,
			channels,
			roundTrip,
			widen() {
				// Where the server allows no more sessions those that are open do.
				const openMore = (): Promise<BulkFiles | null> => open().catch(() => null);
				more ??= connection.isShared() ? Array.from({length: mostChannels - 1}, openMore) : [];
				return more;
			},
			lost: lost.signal,
			close,
		};
	} catch (error) {
		close();
		throw error;
	}
}
