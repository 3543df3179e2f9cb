import assert from 'node:assert/strict';
import {
	appendFileSync,
	chmodSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {fileFailure} from '../../../source/core/files/file-failure.ts';
import {isPartName} from '../../../source/core/transfers/names.ts';
import type {BulkFiles} from '../../../source/services/transfers/bulk-files.ts';
import type {Connect} from '../../../source/services/transfers/endpoint.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {until} from '../../helpers/wait.ts';
import {differences, nextRun, request, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

const count = 20;

/** Two places, in the one of them a directory `tree` of small files. */
function placesWithTree(): {from: string; to: string; tree: string; copy: string} {
	const {from, to} = twoPlaces();
	const tree = join(from, 'tree');
	mkdirSync(tree);
	for (let number = 0; number < count; number++) {
		writeFileSync(join(tree, `${number}`), `content of ${number}`);
	}
	chmodSync(tree, 0o750);
	utimesSync(tree, 1_000_000_000, 1_000_000_000);
	return {from, to, tree, copy: join(to, 'tree')};
}

const ways = [
	{name: 'down', hosts: {from: 'box'}},
	{name: 'up', hosts: {to: 'box'}},
] as const;

/** Both sides, with some calls in place of the real ones. */
function changed(change: (real: BulkFiles) => Partial<BulkFiles>) {
	const withChanges = (real: BulkFiles): BulkFiles => Object.assign(Object.create(real), change(real));
	const server = testServer();
	const connect: Connect = async (host, signal) => {
		const connection = await server.connect(host, signal);
		return {...connection, open: async asked => withChanges(await connection.open(asked))};
	};
	return {server, connect, local: withChanges(quickLocalFiles('/'))};
}

/** Hears of each file before it is read. */
function whenReading(hear: (path: string) => void): ReturnType<typeof changed> {
	return changed(real => ({
		readBeginning(path, into, done) {
			hear(path);
			real.readBeginning(path, into, done);
		},
	}));
}

function once(act: () => void): () => void {
	let isDone = false;
	return () => {
		if (!isDone) {
			isDone = true;
			act();
		}
	};
}

const partsIn = (directory: string): string[] => readdirSync(directory).filter(isPartName);

for (const {name, hosts} of ways) {
	const start = (tree: string, to: string, sides: ReturnType<typeof changed>) =>
		startTransfer(request([tree], to, hosts), sides);

	test(`a directory of small files appears ${name} when all of it is there, with its mode and time`, async () => {
		const {from, to, tree, copy} = placesWithTree();
		const seen = new Set<string>();
		const end = await start(
			tree,
			to,
			whenReading(() => seen.add(readdirSync(to).join(' '))),
		).is('done');
		assert.equal(differences(from, to), '');
		assert.equal(statSync(copy).mtimeMs, 1_000_000_000_000);
		assert.ok(
			[...seen].every(names => isPartName(names)),
			[...seen].join(),
		);
		assert.deepEqual([end.done.files, end.done.directories], [count, 1]);
	});

	test(`what waits for the others of its directory is not told as on its way ${name}`, async () => {
		const {to, tree} = placesWithTree();
		const {size} = statSync(join(tree, '7'));
		let release: (() => void) | undefined;
		const sides = changed(real => ({
			placeNew(names, content, done) {
				if (names.path.endsWith('/7')) {
					release = () => real.placeNew(names, content, done);
				} else {
					real.placeNew(names, content, done);
				}
			},
		}));
		const transfer = start(tree, to, sides);
		const isAlone = (): boolean =>
			transfer.view().done.bytes + size === transfer.view().totals?.bytes && release !== undefined;
		await until(isAlone);
		const {active} = transfer.view();
		release!();
		await transfer.is('done');
		assert.deepEqual(active, [{path: 'tree/7', size, done: 0}]);
	});

	test(`what is gone when it is to be read fails ${name}, and the others have their directory`, async () => {
		const {to, tree, copy} = placesWithTree();
		const remove = once(() => rmSync(join(tree, '3')));
		const end = await start(
			tree,
			to,
			whenReading(path => path.endsWith('/3') && remove()),
		).is('failed');
		assert.deepEqual(
			end.failures.map(({path}) => path),
			['tree/3'],
		);
		assert.deepEqual(readdirSync(copy).toSorted(), readdirSync(tree).toSorted());
		assert.equal(statSync(copy).mode & 0o777, 0o750);
		assert.deepEqual(partsIn(to), []);
	});

	test(`a file that grows meanwhile arrives ${name} as it is then`, async () => {
		const {from, to, tree} = placesWithTree();
		const grow = once(() => appendFileSync(join(tree, '3'), ' and more'));
		await start(
			tree,
			to,
			whenReading(path => path.endsWith('/3') && grow()),
		).is('done');
		assert.equal(differences(from, to), '');
	});

	for (const mode of [0o755, 0o700]) {
		test(`a directory of mode ${mode.toString(8)} that appears meanwhile is not replaced ${name}: what it holds is asked about`, async () => {
			const {to, tree, copy} = placesWithTree();
			const appear = once(() => {
				mkdirSync(copy, {mode});
				writeFileSync(join(copy, '3'), 'theirs');
			});
			const transfer = start(tree, to, whenReading(appear));
			const [question, ...others] = (await transfer.is('needs you', 'done')).questions;
			assert.equal(readFileSync(join(copy, '3'), 'utf8'), 'theirs');
			assert.equal(others.length, 0);
			transfer.decide(question!.id, 'skip', false);
			await transfer.is('done');
			assert.equal(readFileSync(join(copy, '3'), 'utf8'), 'theirs');
			assert.equal(readdirSync(copy).length, count);
			assert.equal(statSync(copy).mode & 0o777, mode);
			assert.deepEqual(readdirSync(to), ['tree']);
		});
	}

	test(`a link that is lost meanwhile leaves nothing behind ${name}`, async () => {
		const {from, to, tree} = placesWithTree();
		const lose = once(() => sides.server.channels[0]!.close());
		const sides = whenReading(path => path.endsWith('/7') && lose());
		await start(tree, to, sides).is('done');
		assert.equal(sides.server.channels.length, 2);
		assert.equal(differences(from, to), '');
		assert.deepEqual(readdirSync(to), ['tree']);
	});

	for (const how of ['pause', 'cancel'] as const) {
		test(`what is whole at a ${how} has its name ${name}, and nothing else is left`, async () => {
			const {from, to, tree, copy} = placesWithTree();
			let made = 0;
			const stop = once(() => void transfer[how]());
			const sides = changed(real => ({
				placeNew(names, content, done) {
					if (made === 5) {
						stop();
						done(new Error('aborted', {cause: 'stopped'}));
						return;
					}
					made += 1;
					real.placeNew(names, content, done);
				},
			}));
			const transfer = start(tree, to, sides);
			await transfer.is(how === 'pause' ? 'paused' : 'cancelled');
			assert.deepEqual(readdirSync(to), ['tree']);
			assert.equal(readdirSync(copy).length, 5);
			assert.ok(
				readdirSync(copy).every(file => readFileSync(join(copy, file), 'utf8') === `content of ${file}`),
			);
			if (how === 'pause') {
				made = -count;
				transfer.enqueue();
				transfer.start();
				await transfer.is('done');
				assert.equal(differences(from, to), '');
			}
		});
	}

	test(`what a process that ended left without a name is removed by the next one ${name}`, async () => {
		const {from, to, tree} = placesWithTree();
		let release: (() => void) | undefined;
		const sides = changed(real => ({
			placeNew(names, content, done) {
				if (release === undefined && names.path.endsWith('/7')) {
					release = () => real.placeNew(names, content, done);
				} else {
					real.placeNew(names, content, done);
				}
			},
		}));
		const dead = start(tree, to, sides);
		const goOn = await until(() => release);
		assert.equal(partsIn(to).length, 1);
		const next = nextRun(dead, {connect: sides.server.connect});
		next.start();
		await next.is('done');
		assert.equal(differences(from, to), '');
		assert.deepEqual(readdirSync(to), ['tree']);
		goOn();
		await dead.is('needs you', 'done', 'failed');
		await dead.cancel();
	});

	test(`half a file that cannot be removed never gets its name ${name}`, async () => {
		const {from, to, tree, copy} = placesWithTree();
		let half: string | null = null;
		const named: string[] = [];
		const sides = changed(real => ({
			placeNew(names, content, done) {
				if (half === null && names.path.endsWith('/7')) {
					half = names.path;
					real.placeNew(names, {...content, data: content.data.subarray(0, 4)}, () =>
						done(fileFailure({code: 'failure', action: 'write', path: names.path, host: null})),
					);
				} else {
					real.placeNew(names, content, done);
				}
			},
			async removeFile(path, signal) {
				if (path === half && !isNamed()) {
					throw fileFailure({code: 'failure', action: 'delete', path, host: null});
				}
				await real.removeFile(path, signal);
			},
			async rename(one, other, options, signal) {
				await real.rename(one, other, options, signal);
				named.push(...readdirSync(other).map(file => readFileSync(join(other, file), 'utf8')));
			},
		}));
		const isNamed = (): boolean => readdirSync(to).includes('tree');
		await start(tree, to, sides).is('done');
		assert.ok(half !== null && !(half as string).startsWith(copy));
		assert.ok(
			named.every(content => content.length > 4),
			named.join(),
		);
		assert.equal(differences(from, to), '');
		assert.deepEqual(readdirSync(to), ['tree']);
	});
}

test('a directory on a host that is far away shows its files as they come', async () => {
	const {from, to, tree} = placesWithTree();
	const seen = new Set<string>();
	const sides = changed(real => ({
		roundTrip: 50,
		placeNew(names, content, done) {
			seen.add(readdirSync(to).join(' '));
			real.placeNew(names, content, done);
		},
	}));
	await startTransfer(request([tree], to, {to: 'box'}), sides).is('done');
	assert.deepEqual([...seen], ['tree']);
	assert.equal(differences(from, to), '');
});

test('where directories cannot be renamed that is learnt once, and the others are made with their names', async () => {
	const {from, to} = twoPlaces();
	const directories = 40;
	for (let number = 0; number < directories * count; number++) {
		const directory = join(from, `tree/${number % directories}`);
		mkdirSync(directory, {recursive: true});
		writeFileSync(join(directory, `${number}`), '');
	}
	let written = 0;
	const sides = changed(real => ({
		placeNew(...args) {
			written += 1;
			real.placeNew(...args);
		},
		async rename(path, other, options, signal) {
			if (statSync(path).isDirectory()) {
				throw fileFailure({code: 'permission', action: 'rename', path, host: 'box'});
			}
			await real.rename(path, other, options, signal);
		},
	}));
	await startTransfer(request([join(from, 'tree')], to, {to: 'box'}), sides).is('done');
	assert.equal(differences(from, to), '');
	assert.deepEqual(readdirSync(to), ['tree']);
	// All that was on its way by then is written twice.
	assert.ok(written < 1.5 * directories * count, `${written}`);
});
