import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readByteCounts, sumOfBytes} from '../../../source/core/forwards/read-byte-counts.ts';

/** What `ss -tinHe` of iproute2 6.1 prints; the last one has carried nothing. */
const said = `0      0      127.0.0.1:21000 127.0.0.1:45574 ino:445556 sk:109f cgroup:/ <->
\t ts sack bbr wscale:10,10 cwnd:11 bytes_sent:5000 bytes_acked:4000 bytes_received:100 segs_out:2 segs_in:4
0      0      [::1]:21000 [::1]:45574 timer:(keepalive,119min,0) uid:1000 ino:445557 sk:10a0 <->
\t ts sack cubic bytes_acked:77 segs_out:1
0      0      127.0.0.1:21000 127.0.0.1:45575 ino:445558 sk:109e cgroup:/ <->
\t ts sack bbr wscale:10,10
`;

test('reads what each connection has carried, by its inode', () => {
	assert.deepEqual(Object.fromEntries(readByteCounts(said)), {
		445556: {in: 5000, out: 100},
		445557: {in: 77, out: 0},
		445558: {in: 0, out: 0},
	});
});

test('the sum of several is not known where one of them is not', () => {
	const counts = readByteCounts(said);
	assert.deepEqual(sumOfBytes(['445556', '445557'], counts), {in: 5077, out: 100});
	assert.deepEqual(sumOfBytes([], counts), {in: 0, out: 0});
	assert.equal(sumOfBytes(['445556', '1'], counts), null);
});
