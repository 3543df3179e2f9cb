import type {Writable} from 'node:stream';

/** What longer parts of a packet are not copied for: a system call takes them as they are. In bytes. */
const copiedUpTo = 16 * 1024;
const pageSize = 64 * 1024;

/**
 * Gives what sends packets: all of one turn go out together, small ones as one piece, since a stream makes more of each
 * piece than copying it costs. `taken` is called whenever the pipe took something.
 */
export function makeOutgoing(stdin: Writable, taken: () => void): (packet: Uint8Array) => void {
	let page = Buffer.allocUnsafeSlow(pageSize);
	let [start, end] = [0, 0];
	let isCorked = false;
	const cut = (): void => {
		if (end > start) {
			stdin.write(page.subarray(start, end), taken);
			start = end;
		}
	};
	const flush = (): void => {
		isCorked = false;
		cut();
		stdin.uncork();
	};
	return packet => {
		if (!isCorked) {
			isCorked = true;
			stdin.cork();
			setImmediate(flush);
		}
		if (packet.length > copiedUpTo) {
			cut();
			stdin.write(packet, taken);
			return;
		}
		if (packet.length > page.length - end) {
			cut();
			page = Buffer.allocUnsafeSlow(pageSize);
			[start, end] = [0, 0];
		}
		page.set(packet, end);
		end += packet.length;
	};
}
