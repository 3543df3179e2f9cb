import {PassThrough} from 'node:stream';
import type {Channel} from '../../../../source/services/keeper/channel.ts';

/** What becomes of a whole packet on its way; null where it does not arrive. */
type Change = (packet: Buffer) => Buffer | null;

const asItIs: Change = packet => packet;

/** A channel with somebody in between, who may change or hold what goes up to the server and what comes down. */
export function between(real: Channel, {up = asItIs, down = asItIs}: {up?: Change; down?: Change}): Channel {
	const [stdin, stdout] = [new PassThrough(), new PassThrough()];
	stdin.on(
		'data',
		cut(up, bytes => real.stdin.write(bytes)),
	);
	real.stdout.on(
		'data',
		cut(down, bytes => stdout.write(bytes)),
	);
	real.stdout.on('end', () => stdout.end());
	return {
		...real,
		...{stdin, stdout},
		close() {
			real.close();
			stdin.destroy();
			stdout.destroy();
		},
	};
}

function cut(change: Change, pass: (packet: Buffer) => void): (chunk: Buffer) => void {
	let pending = Buffer.alloc(0);
	return chunk => {
		pending = Buffer.concat([pending, chunk]);
		while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE()) {
			const whole = pending.subarray(0, 4 + pending.readUInt32BE());
			pending = pending.subarray(whole.length);
			const changed = change(whole);
			if (changed !== null) {
				pass(changed);
			}
		}
	};
}
