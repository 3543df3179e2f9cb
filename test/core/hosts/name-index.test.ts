import assert from 'node:assert/strict';
import {test} from 'node:test';
import {NameIndex} from '../../../source/core/hosts/name-index.ts';

test('each name has the place of its first coming, however many there are', () => {
	for (const expected of [0, 10, 20_000]) {
		const index = new NameIndex(expected);
		const known = new Map<string, number>();
		for (let number = 0; number < 20_000; number++) {
			// Every third one came before; some differ in one character, or have the same hash.
			const name = ['Aa', 'BB', `h${number}`, `h${Math.floor(number / 2)}`, '', `é${number % 7}`][
				number % 6
			]!;
			const place = known.get(name) ?? known.size;
			assert.equal(index.add(name), place, `${expected} ${number} ${name}`);
			known.set(name, place);
		}
		assert.ok(known.size > 5000);
	}
});
