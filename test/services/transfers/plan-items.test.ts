import assert from 'node:assert/strict';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {FileFailure, isFileFailure} from '../../../source/core/files/file-failure.ts';
import {planItems} from '../../../source/services/transfers/plan-items.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {scan} from '../../../source/services/transfers/scan.ts';
import {request} from './run-in.ts';
import {twoPlaces} from './trees.ts';

test('a link that is lost while names are tried out is told, and what was made for that goes with the next try', async () => {
	const {from, to} = twoPlaces();
	const paths = ['name', 'NAME'].map(name => join(from, name));
	for (const path of paths) {
		writeFileSync(path, '');
	}
	const files = quickLocalFiles('/');
	const {signal} = new AbortController();
	const known = {
		...{id: '0123456789abcdef', isAgain: false, request: request(paths, to)},
		...{done: new Map(), made: new Set<string>(), begun: new Map(), decided: new Map()},
	};
	const plan = async (target: typeof files) =>
		planItems(
			await scan({source: files, target, request: request(paths, to), decided: new Map(), signal}),
			known,
			{onConflict: null, onProtected: null},
			{files: target, directory: to},
		);
	const lost: typeof files = {
		...files,
		async open(...args) {
			await (await files.open(...args)).close();
			throw new FileFailure('lost', 'The link is gone.');
		},
	};
	await assert.rejects(plan(lost), error => isFileFailure(error, 'lost'));
	assert.equal(readdirSync(to).length, 1);
	const {sameName} = await plan(files);
	assert.equal(sameName.size, 0);
	assert.deepEqual(readdirSync(to), []);
});
