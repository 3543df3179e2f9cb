import assert from 'node:assert/strict';
import {test} from 'node:test';
import {makeFrames} from '../../../source/demo/sftp/frames.ts';
import {readPacket} from '../../../source/demo/sftp/reader.ts';

function framed(...bodies: string[]): Buffer {
	return Buffer.concat(
		bodies.flatMap(body => {
			const length = Buffer.alloc(4);
			length.writeUInt32BE(body.length);
			return [length, Buffer.from(body)];
		}),
	);
}

test('cuts packets wherever the chunks end', () => {
	const stream = framed('one', 'a longer one', 'x');
	for (let size = 1; size <= stream.length; size += 1) {
		const frames = makeFrames();
		const packets: string[] = [];
		for (let at = 0; at < stream.length; at += size) {
			packets.push(...frames.push(stream.subarray(at, at + size)).map(String));
		}
		assert.deepEqual(packets, ['one', 'a longer one', 'x']);
	}
});

test('refuses an empty packet and one that is too long', () => {
	assert.throws(() => makeFrames().push(Buffer.alloc(4)), RangeError);
	assert.throws(() => makeFrames().push(Buffer.from([0, 4, 0, 1])), RangeError);
	assert.throws(() => makeFrames().push(Buffer.from('GET / HTTP/1.1')), RangeError);
});

test('a packet that is too short or lies about its lengths is refused', () => {
	assert.throws(() => readPacket(Buffer.from([1, 2, 3])).number(), {code: 'EBADMSG'});
	assert.throws(() => readPacket(Buffer.from([0xff, 0xff, 0xff, 0xff, 1])).bytes(), {code: 'EBADMSG'});
	assert.throws(() => readPacket(Buffer.alloc(8, 0xff)).longNumber(), {code: 'EINVAL'});
	assert.throws(() => readPacket(Buffer.from([0, 0, 0, 15, 0])).attributes(), {code: 'EBADMSG'});
});
