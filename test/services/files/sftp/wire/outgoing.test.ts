import assert from 'node:assert/strict';
import {createHash, randomBytes} from 'node:crypto';
import {Writable} from 'node:stream';
import {test} from 'node:test';
import {makeOutgoing} from '../../../../../source/services/files/sftp/wire/outgoing.ts';

/** A pipe that looks at what it was given only when it takes it, `lag` turns later. */
function slowPipe(lag: number): {readonly stdin: Writable; hash(): string} {
	const hash = createHash('sha256');
	const stdin = new Writable({
		writev(chunks, done) {
			let left = lag;
			const wait = (): void => {
				left -= 1;
				if (left > 0) {
					setImmediate(wait);
					return;
				}
				for (const {chunk} of chunks) {
					hash.update(chunk as Buffer);
				}
				done();
			};
			setImmediate(wait);
		},
	});
	return {stdin, hash: () => hash.digest('hex')};
}

for (const lag of [1, 3, 40]) {
	test(`what is sent arrives unchanged where the pipe takes it ${lag} turns later`, async () => {
		const {stdin, hash} = slowPipe(lag);
		let taken = 0;
		const put = makeOutgoing(stdin, () => {
			taken += 1;
		});
		const sent = createHash('sha256');
		for (let turn = 0; turn < 200; turn++) {
			for (let count = turn % 7; count >= 0; count--) {
				const packet = randomBytes([9, 300, 5000, 16_384, 16_385, 40_000][(turn + count) % 6]!);
				sent.update(packet);
				put(packet);
				// The caller may use its own bytes again at once where they are few.
				if (packet.length <= 16_384) {
					packet.fill(0);
				}
			}
			await new Promise(resolve => setImmediate(resolve));
		}
		await new Promise(resolve => setImmediate(resolve));
		await new Promise<void>(resolve => stdin.end(resolve));
		assert.equal(hash(), sent.digest('hex'));
		assert.ok(taken > 0);
	});
}
