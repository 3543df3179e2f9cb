import assert from 'node:assert/strict';
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {test} from 'node:test';
import {FileFailure, isFileFailure} from '../../../source/core/files/file-failure.ts';
import type {Decision} from '../../../source/core/transfers/transfer.ts';
import type {BulkFiles} from '../../../source/services/transfers/bulk-files.ts';
import {type Asked, planItems} from '../../../source/services/transfers/plan-items.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {scan} from '../../../source/services/transfers/scan.ts';
import {request} from './run-in.ts';
import {twoPlaces} from './trees.ts';

type Given = {
	readonly target?: BulkFiles;
	/** What has arrived before, by its path. */
	readonly done?: readonly string[];
	readonly onConflict?: Decision;
};

/** Plans a copy of this machine's files after an interruption. */
async function planned(paths: readonly string[], to: string, given: Given): Promise<Asked> {
	const {target = quickLocalFiles('/'), done = [], onConflict = null} = given;
	const {signal} = new AbortController();
	const id = '0123456789abcdef';
	const [asked, decided] = [request(paths, to), new Map()];
	const found = await scan({id, source: quickLocalFiles('/'), target, request: asked, decided, signal});
	const arrived = found.items.filter(({from}) => done.includes(from));
	const known = {
		...{id, request: asked, isAgain: done.length > 0},
		...{
			there: null,
			made: new Set<string>(),
			begun: new Map(),
			decided,
			done: new Map(arrived.map(item => [item.from, item])),
		},
	};
	return planItems(
		found,
		known,
		{onConflict, onProtected: null},
		{source: quickLocalFiles('/'), target, directory: to, signal},
	);
}

/** This machine's files, names that differ in case alone being the same, in directories of this name or all. */
function ignoringCase(within = ''): BulkFiles {
	const files = quickLocalFiles('/');
	const stored = (path: string): string => {
		const named = readdirSync(dirname(path)).find(
			name => name.toLowerCase() === basename(path).toLowerCase() && path.includes(within),
		);
		return named === undefined ? path : join(dirname(path), named);
	};
	return {...files, lstat: (path, signal) => files.lstat(stored(path), signal)};
}

test('a link that is lost while names are tried out is told, and what was made for that goes with the next try', async () => {
	const {from, to} = twoPlaces();
	const paths = ['name', 'NAME'].map(name => join(from, name));
	for (const path of paths) {
		writeFileSync(path, '');
	}
	const files = quickLocalFiles('/');
	const plan = (target: BulkFiles): Promise<Asked> => planned(paths, to, {target});
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

const same = [
	{what: 'of one name', paths: ['one/x', 'two/x'], target: quickLocalFiles('/')},
	{what: 'that differ in case, where that is ignored', paths: ['one/X', 'two/x'], target: ignoringCase()},
];

for (const {what, paths, target} of same) {
	test(`of two files ${what}, the one that has not arrived is asked about, not put in the place of the other one`, async () => {
		const {from, to} = twoPlaces();
		const [first, second] = paths.map(path => join(from, path));
		for (const path of [first!, second!]) {
			mkdirSync(dirname(path));
			writeFileSync(path, path === first ? 'first' : 'another');
		}
		writeFileSync(join(to, basename(first!)), 'first');
		for (const order of [
			[first!, second!],
			[second!, first!],
		]) {
			const {sameName} = await planned(order, to, {target, done: [first!], onConflict: 'overwrite'});
			const told = [...sameName].map(([item, other]) => [item.from, other.from]);
			assert.deepEqual(told, [[second, first]]);
		}
	});
}

test('names are tried out where they are to come: another disk may be mounted below the target', async () => {
	const {from, to} = twoPlaces();
	for (const directory of ['mnt/new', 'other/new']) {
		mkdirSync(join(from, 'tree', directory), {recursive: true});
		for (const name of ['x', 'X']) {
			writeFileSync(join(from, 'tree', directory, name), name);
		}
	}
	mkdirSync(join(to, 'tree/mnt'), {recursive: true});
	const {sameName} = await planned([join(from, 'tree')], to, {target: ignoringCase('/mnt/')});
	assert.deepEqual(
		[...sameName.keys()].map(({parent}) => parent!.from),
		[join(from, 'tree/mnt/new')],
	);
	assert.deepEqual([readdirSync(join(to, 'tree')), readdirSync(join(to, 'tree/mnt'))], [['mnt'], []]);
});
