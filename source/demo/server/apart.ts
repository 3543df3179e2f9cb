import {Duplex} from 'node:stream';

/**
 * A stream that passes everything on, but not in the same turn. For SSH inside a channel of SSH: ssh2 writes in the
 * middle of encrypting a packet, and encrypting the outer packet there would spoil the state that both share.
 */
export function apart(inner: Duplex): Duplex {
	const pass = (data: Buffer, done: () => void): void => {
		process.nextTick(() => {
			if (inner.write(data)) {
				done();
			} else {
				inner.once('drain', done);
			}
		});
	};
	const outer = new Duplex({
		allowHalfOpen: false,
		read: () => inner.resume(),
		write: (chunk: Buffer, _, done) => pass(chunk, done),
		writev: (chunks, done) => pass(Buffer.concat(chunks.map(({chunk}) => chunk as Buffer)), done),
		final(done) {
			inner.end();
			done();
		},
		destroy(error, done) {
			inner.destroy();
			done(error);
		},
	});
	inner.on('data', (chunk: Buffer) => {
		if (!outer.push(chunk)) {
			inner.pause();
		}
	});
	inner.once('end', () => outer.push(null));
	inner.once('close', () => outer.destroy());
	return outer;
}
