import type {Writable} from 'node:stream';
import type {ServerChannel} from 'ssh2';

/** A session's channel: bytes in and out that wait for the other side and end when it goes. */
export type ChannelIo = {
	/** Aborted once the channel or its connection is gone. ssh2's `close` waits for all input to be read first. */
	readonly gone: AbortSignal;
	/** Hands all input over as it comes, then null. For one reader that never waits; excludes `next`. */
	listen(receive: (chunk: Buffer | null) => void): void;
	/** The next input; null at its end. What is not asked for stays with the sender once 2 MiB wait here. */
	next(): Promise<Buffer | null>;
	/** Writes, and waits while the other side does not take it. False when the channel is gone. */
	write(data: Buffer | string): Promise<boolean>;
	writeError(data: Buffer | string): Promise<boolean>;
	/** Ends the channel with an exit status, after all that was written. */
	end(status: number): void;
};

export function makeChannelIo(channel: ServerChannel, gone: AbortSignal): ChannelIo {
	channel.on('error', () => undefined);
	channel.stderr.on('error', () => undefined);
	return {
		gone,
		listen(receive) {
			channel.on('data', receive);
			channel.once('end', () => receive(null));
			gone.addEventListener('abort', () => receive(null), {once: true});
		},
		next: makeReader(channel, gone),
		write: data => write(channel, data, gone),
		writeError: data => write(channel.stderr, data, gone),
		end(status) {
			if (channel.writable && !gone.aborted) {
				channel.exit(status);
			}
			channel.end();
		},
	};
}

function makeReader(channel: ServerChannel, gone: AbortSignal): ChannelIo['next'] {
	let isStarted = false;
	let isOver = false;
	let wake: () => void = () => undefined;
	const over = (): void => {
		isOver = true;
		wake();
	};
	const start = (): void => {
		isStarted = true;
		channel.on('readable', () => wake());
		channel.once('end', over);
		gone.addEventListener('abort', over, {once: true});
	};
	return async () => {
		if (!isStarted) {
			start();
		}
		for (;;) {
			const chunk = gone.aborted ? null : (channel.read() as Buffer | null);
			if (chunk !== null || isOver || gone.aborted) {
				return chunk;
			}
			await new Promise<void>(resolve => {
				wake = resolve;
			});
		}
	};
}

function write(stream: Writable, data: Buffer | string, gone: AbortSignal): Promise<boolean> {
	if (gone.aborted || !stream.writable) {
		return Promise.resolve(false);
	}
	if (stream.write(data)) {
		return Promise.resolve(true);
	}
	return new Promise(resolve => {
		const settle = (): void => {
			stream.off('drain', settle);
			gone.removeEventListener('abort', settle);
			resolve(!gone.aborted);
		};
		stream.once('drain', settle);
		gone.addEventListener('abort', settle, {once: true});
	});
}
