import type {Writable} from 'node:stream';
import type {ServerChannel} from 'ssh2';

/** Reads a channel on demand: what is not read stays with the sender once the channel's window (2 MiB) is full. */
export type ChannelReader = {
	/** The next bytes; null when the other side has ended its input or the channel is closed. */
	next(): Promise<Buffer | null>;
};

/** Starts reading a channel. */
export function readChannel(channel: ServerChannel): ChannelReader {
	let isOver = false;
	let wake: (() => void) | undefined;
	const over = (): void => {
		isOver = true;
		wake?.();
	};
	channel.on('readable', () => wake?.());
	channel.once('end', over);
	channel.once('close', over);
	return {
		async next(): Promise<Buffer | null> {
			for (;;) {
				const chunk = channel.read() as Buffer | null;
				if (chunk !== null || isOver) {
					return chunk;
				}
				await new Promise<void>(resolve => {
					wake = resolve;
				});
			}
		},
	};
}

/** Writes to a channel or its stderr and waits while the other side does not take it; false once it is closed. */
export function writeChannel(
	channel: ServerChannel,
	data: Buffer | string,
	to: Writable = channel,
): Promise<boolean> {
	if (!to.writable || !channel.writable) {
		return Promise.resolve(false);
	}
	if (to.write(data)) {
		return Promise.resolve(true);
	}
	return new Promise(resolve => {
		const settle = (isOpen: boolean): void => {
			to.off('drain', drained);
			channel.off('close', closed);
			resolve(isOpen);
		};
		const drained = (): void => settle(true);
		const closed = (): void => settle(false);
		to.once('drain', drained);
		channel.once('close', closed);
	});
}

/** Ends a channel with an exit status, after all that was written. */
export function endChannel(channel: ServerChannel, status: number): void {
	if (channel.writable) {
		channel.exit(status);
		channel.end();
	}
}
