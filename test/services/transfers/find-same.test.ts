import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {BulkFiles} from '../../../source/services/transfers/bulk-files.ts';
import {findSame} from '../../../source/services/transfers/find-same.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {scan} from '../../../source/services/transfers/scan.ts';
import {request} from './run-in.ts';
import {twoPlaces} from './trees.ts';

const mebibyte = 1024 * 1024;

test('files are the same where every byte is, and it takes few round trips to know', async () => {
	const {from, to} = twoPlaces();
	const end = randomBytes(16 * mebibyte);
	const contents: Record<string, readonly [string | Buffer, string | Buffer]> = {
		empty: ['', ''],
		small: ['text', 'text'],
		large: [end, end],
		longer: [end, Buffer.concat([end, Buffer.from('.')])],
		other: ['one', 'two'],
		'ends otherwise': [end, Buffer.concat([end.subarray(0, -1), Buffer.from([~end.at(-1)! & 0xff])])],
	};
	mkdirSync(join(from, 'tree'));
	mkdirSync(join(to, 'tree'));
	for (const [name, [one, other]] of Object.entries(contents)) {
		writeFileSync(join(from, 'tree', name), one);
		writeFileSync(join(to, 'tree', name), other);
	}
	let reads = 0;
	const source = quickLocalFiles('/');
	const target: BulkFiles = {
		...source,
		async open(...args) {
			const file = await source.open(...args);
			const read: typeof file.read = (...asked) => {
				reads += 1;
				return file.read(...asked);
			};
			return {...file, read};
		},
	};
	const {signal} = new AbortController();
	const asked = request([join(from, 'tree')], to);
	const {items} = await scan({id: '', source, target, request: asked, decided: new Map(), signal});
	const files = items.filter(({type}) => type === 'file');
	const same = await findSame(files, {source, target, directory: to, signal});
	assert.deepEqual([...same].map(({name}) => name).sort(), ['empty', 'large', 'small']);
	assert.ok(reads < 60, `${reads}`);
});
