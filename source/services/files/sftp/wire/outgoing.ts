import type {Writable} from 'node:stream';

/** What longer parts of a packet are not copied for: a system call takes them as they are. In bytes. */
const copiedUpTo = 16 * 1024;
const pageSize = 64 * 1024;
/** Pages that are kept for later packets. */
const mostSpare = 16;

/** Room for packets on their way. */
type Page = {
	readonly bytes: Buffer;
	/** What is filled, and from where on it is not written yet. */
	start: number;
	end: number;
	/** Writes of it that the pipe has not taken. */
	left: number;
	readonly taken: () => void;
};

/**
 * Gives what sends packets: all of one turn go out together, small ones as one piece, since a stream makes more of each
 * piece than copying it costs. `taken` is called whenever the pipe took something.
 */
export function makeOutgoing(stdin: Writable, taken: () => void): (packet: Uint8Array) => void {
	const spare: Page[] = [];
	let isCorked = false;
	const makePage = (): Page => {
		const made: Page = {
			bytes: Buffer.allocUnsafeSlow(pageSize),
			...{start: 0, end: 0, left: 0},
			taken() {
				taken();
				made.left -= 1;
				if (made.left === 0 && made !== page && spare.length < mostSpare) {
					spare.push(made);
				}
			},
		};
		return made;
	};
	let page = makePage();
	const cut = (): void => {
		const {bytes, start, end} = page;
		if (end > start) {
			page.left += 1;
			page.start = end;
			stdin.write(bytes.subarray(start, end), page.taken);
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
		if (packet.length > pageSize - page.end) {
			cut();
			page = page.left === 0 ? page : (spare.pop() ?? makePage());
			[page.start, page.end] = [0, 0];
		}
		page.bytes.set(packet, page.end);
		page.end += packet.length;
	};
}
