import assert from 'node:assert/strict';
import {hash, randomBytes} from 'node:crypto';
import {
	linkSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {test} from 'node:test';
import {partName} from '../../../source/core/transfers/names.ts';
import {until} from '../../helpers/wait.ts';
import {nextRun, request, type Started, startTransfer, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

const server = testServer();

function write(path: string, content: string | Buffer): string {
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, content);
	utimesSync(path, 1e9, 1e9);
	return path;
}

/** Pauses a transfer whose last file is on its way. */
async function stop(transfer: Started): Promise<void> {
	await until(() => transfer.view().done.bytes > 1_000_000);
	await transfer.pause();
}

/** Goes on as after a crash of the machine, which took what was noted last of what has arrived. */
async function goOnAfterCrash(first: Started): Promise<Started> {
	const [name] = readdirSync(first.journals);
	const path = join(first.journals, name!);
	const lines = readFileSync(path, 'utf8').split('\n');
	writeFileSync(path, lines.filter(line => !line.includes('"type":"done"')).join('\n'));
	const next = nextRun(first, server);
	next.enqueue();
	next.start();
	return next;
}

const twins = ['one/x', 'two/x'];

for (const onConflict of ['overwrite', 'rename'] as const) {
	test(`of two files that differ in nothing but content the second has not arrived with the first, where all is to ${onConflict}`, async () => {
		const {from, to} = twoPlaces();
		const paths = twins.map(name => write(join(from, name), name));
		const asked = request(paths, to, {to: 'box', onConflict});
		const given = {...server, isUnattended: true};
		const first = startTransfer(asked, given);
		await first.is('failed');
		for (const again of [nextRun(first, given), first]) {
			again.retry();
			again.start();
			const {failures} = await again.is('failed', 'done');
			const isRenamed = onConflict === 'rename';
			const why = isRenamed ? [] : ['Its name is the same as that of x there.'];
			assert.deepEqual(
				failures.map(({reason}) => reason),
				why,
			);
			const names = isRenamed ? ['x', 'x (2)'] : ['x'];
			assert.deepEqual(
				names.map(name => readFileSync(join(to, name), 'utf8')),
				twins.slice(0, names.length),
			);
			rmSync(join(to, 'x (2)'), {force: true});
		}
	});
}

test('of two files of one name each arrives under its own, though a crash took what was noted of them', async () => {
	const {from, to} = twoPlaces();
	const paths = twins.map(name => write(join(from, name), name));
	paths.push(write(join(from, 'big'), randomBytes(60_000_000)));
	const first = startTransfer(request(paths, to, {to: 'box', onConflict: 'overwrite'}), server);
	const [question] = await until(() => (first.view().asked > 0 ? first.view().questions : null));
	first.decide(question!.id, 'rename', false);
	await until(() => readdirSync(to).includes('x (2)'));
	await stop(first);
	await (await goOnAfterCrash(first)).is('done');
	const names = readdirSync(to);
	assert.deepEqual(names, ['big', 'x', 'x (2)']);
	const texts = names.slice(1).map(name => readFileSync(join(to, name), 'utf8'));
	assert.deepEqual(texts, twins);
});

test('what was renamed since all is to be has the same name in the next run', async () => {
	const {from, to} = twoPlaces();
	write(join(from, 'd/file'), 'file');
	const paths = [join(from, 'd'), write(join(from, 'x'), 'x'), write(join(from, 'y'), 'y')];
	paths.push(write(join(from, 'big'), randomBytes(60_000_000)));
	for (const name of ['d', 'x', 'y', 'y (2)']) {
		write(join(to, name), 'another');
	}
	const first = startTransfer(request(paths, to, {to: 'box', onConflict: 'rename'}), server);
	await until(() => readdirSync(to).includes('y (3)'));
	await stop(first);
	const there = ['d', 'd (2)', 'x', 'x (2)', 'y', 'y (2)', 'y (3)'];
	assert.deepEqual(readdirSync(to).slice(1), there);
	await (await goOnAfterCrash(first)).is('done');
	assert.deepEqual(readdirSync(to), ['big', ...there]);
	assert.deepEqual(readdirSync(join(to, 'd (2)')), ['file']);
});

for (const onConflict of ['rename', null] as const) {
	test(`what was moved before a crash took what was noted of it is there once, where ${onConflict === null ? 'it would be asked' : 'all is to be renamed'}`, async () => {
		const {from, to} = twoPlaces();
		const paths = [write(join(from, 'x'), 'x'), write(join(from, 'y'), 'y'), write(join(from, 'z'), 'mine')];
		symlinkSync('x', join(from, 'link'));
		paths.push(join(from, 'link'), write(join(from, 'big'), randomBytes(60_000_000)));
		write(join(to, 'y'), 'y');
		const first = startTransfer(request(paths, to, {to: 'box', isMove: true, onConflict}), server);
		if (onConflict === null) {
			const [question] = await until(() => (first.view().asked > 0 ? first.view().questions : null));
			first.decide(question!.id, 'rename', false);
		}
		await until(() => ['z', 'y (2)', 'link'].every(name => readdirSync(to).includes(name)));
		await stop(first);
		// Cut off where the name was there and the part file had not gone.
		linkSync(join(to, 'x'), join(to, partName(hash('sha256', `${first.id}\0${paths[0]}`))));
		// Another one, which looks the same.
		write(join(to, 'z'), 'else');
		const next = await goOnAfterCrash(first);
		if (onConflict === null) {
			const {questions} = await next.is('needs you');
			assert.deepEqual(
				questions.map(({path}) => path),
				['z'],
			);
			next.decide(questions[0]!.id, 'rename', false);
		}
		await next.is('done');
		const names = ['big', 'link', 'x', 'y', 'y (2)', 'z', 'z (2)'];
		assert.deepEqual([readdirSync(to), readdirSync(from)], [names, []]);
		assert.equal(readFileSync(join(to, 'z (2)'), 'utf8'), 'mine');
	});
}
