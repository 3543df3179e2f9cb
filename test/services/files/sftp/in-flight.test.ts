import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openInFlight} from '../../../../source/services/files/sftp/in-flight.ts';

test('a number is given again only after hundreds of others, and never while it is in use', () => {
	const inFlight = openInFlight<string>();
	inFlight.add(inFlight.next(), 'slow');
	const given: number[] = [];
	for (let request = 0; request < 5000; request++) {
		const id = inFlight.next();
		inFlight.add(id, 'quick');
		given.push(id);
		inFlight.take(id);
	}
	assert.ok(!given.includes(0));
	assert.ok(Math.max(...given) < 1024);
	for (const [at, id] of given.entries()) {
		assert.ok(!given.slice(Math.max(0, at - 500), at).includes(id), `${id} at ${at}`);
	}
	assert.equal(inFlight.get(0), 'slow');
});

test('there is room for as many as are asked for at once', () => {
	const inFlight = openInFlight<number>();
	for (let request = 0; request < 10_000; request++) {
		inFlight.add(inFlight.next(), request);
	}
	assert.equal(inFlight.size, 10_000);
	assert.equal(new Set(inFlight.all()).size, 10_000);
	inFlight.take(7);
	inFlight.take(7);
	assert.equal(inFlight.size, 9999);
	assert.equal(inFlight.get(7), undefined);
	inFlight.clear();
	assert.deepEqual([inFlight.size, inFlight.all()], [0, []]);
});
