import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {request, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

// Nobody makes a file there, root neither.
const closed = '/proc/self';
const skip = process.platform !== 'linux';

for (const [way, hosts] of [
	['here', {}],
	['down', {from: 'box'}],
	['up', {to: 'box'}],
] as const) {
	test(`what cannot be made ${way} is told of by its own name, small, large or in a directory`, {
		skip,
	}, async () => {
		const {from} = twoPlaces();
		writeFileSync(join(from, 'small'), 'small');
		writeFileSync(join(from, 'large $&'), Buffer.alloc(3_000_000, 1));
		mkdirSync(join(from, 'tree'));
		writeFileSync(join(from, 'tree/one'), 'one');
		writeFileSync(join(from, 'tree/two'), 'two');
		const paths = ['small', 'large $&', 'tree'].map(name => join(from, name));
		const {failures} = await startTransfer(request(paths, closed, hosts), testServer()).is('failed');
		const reasons = new Map(failures.map(({path, reason}) => [path, reason]));
		for (const name of ['small', 'large $&', 'tree']) {
			const reason = reasons.get(name)!.replace('the directory ', '');
			assert.ok(reason.startsWith(`Cannot make ${closed}/${name} on `), reason);
		}
	});
}
