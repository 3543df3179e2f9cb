import assert from 'node:assert/strict';
import {appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {openIn, writeFiles} from './open-in.ts';

/** A directory of files that are watched. */
async function watched(context: TestContext, files: Readonly<Record<string, string>>) {
	const home = tempDir('watch');
	writeFiles(home, files);
	const config = openIn(home);
	await config.read();
	let changes = 0;
	const stop = config.watch(() => {
		changes++;
	});
	context.after(stop);
	const names = async () => (await config.read()).hosts.map(({alias}) => alias);
	return {
		home,
		stop,
		changes: () => changes,
		/** Makes a change, waits until it is told, and gives the hosts there are then. */
		async after(change: () => void): Promise<string[]> {
			const before = changes;
			change();
			await until(() => changes > before);
			return names();
		},
	};
}

test('an edit in place is told', async context => {
	const {home, after} = await watched(context, {'.ssh/config': 'Host a\n'});
	assert.deepEqual(await after(() => appendFileSync(join(home, '.ssh/config'), 'Host b\n')), ['a', 'b']);
	assert.deepEqual(await after(() => appendFileSync(join(home, '.ssh/config'), 'Host c\n')), ['a', 'b', 'c']);
});

test('a file put in its place is told, time after time', async context => {
	const {home, after} = await watched(context, {'.ssh/config': 'Host a\n'});
	for (const name of ['b', 'c', 'd']) {
		const names = await after(() => {
			writeFileSync(join(home, '.ssh/new'), `Host ${name}\n`);
			renameSync(join(home, '.ssh/new'), join(home, '.ssh/config'));
		});
		assert.deepEqual(names, [name]);
	}
});

test('an included file that is new, changed or gone is told', async context => {
	const {home, after} = await watched(context, {
		'.ssh/config': 'Include d/*.conf more/x\nHost a\n',
		'.ssh/d/1.conf': '',
	});
	const second = join(home, '.ssh/d/2.conf');
	assert.deepEqual(await after(() => writeFileSync(second, 'Host b\n')), ['b', 'a']);
	assert.deepEqual(await after(() => appendFileSync(second, 'Host c\n')), ['b', 'c', 'a']);
	assert.deepEqual(await after(() => unlinkSync(second)), ['a']);
	const names = await after(() => {
		mkdirSync(join(home, '.ssh/more'));
		writeFileSync(join(home, '.ssh/more/x'), 'Host d\n');
	});
	assert.deepEqual(names, ['d', 'a']);
});

test('a first config is told, and the loss of the directory, and its return', async context => {
	const {home, after} = await watched(context, {'etc/ssh_config': 'Host sys\n'});
	const make = (name: string) => () => {
		mkdirSync(join(home, '.ssh'));
		writeFileSync(join(home, '.ssh/config'), `Host ${name}\n`);
	};
	assert.deepEqual(await after(make('a')), ['a', 'sys']);
	assert.deepEqual(await after(() => rmSync(join(home, '.ssh'), {recursive: true})), ['sys']);
	assert.deepEqual(await after(make('b')), ['b', 'sys']);
	assert.deepEqual(await after(() => writeFileSync(join(home, 'etc/ssh_config'), '')), ['b']);
});

test('changes behind symbolic links are told', async context => {
	const {home, after} = await watched(context, {
		'dots/ssh/real': 'Host a\n',
		'dots2/ssh/real': 'Host z\n',
		'other/ssh/config': '',
	});
	const names = await after(() => {
		mkdirSync(join(home, '.ssh'));
		symlinkSync('../dots/ssh/real', join(home, '.ssh/config'));
	});
	assert.deepEqual(names, ['a']);
	assert.deepEqual(await after(() => appendFileSync(join(home, 'dots/ssh/real'), 'Host b\n')), ['a', 'b']);
	const replaced = await after(() => {
		symlinkSync('../dots2/ssh/real', join(home, '.ssh/new'));
		renameSync(join(home, '.ssh/new'), join(home, '.ssh/config'));
	});
	assert.deepEqual(replaced, ['z']);
	assert.deepEqual(await after(() => writeFileSync(join(home, 'dots2/ssh/real'), 'Host y\n')), ['y']);
});

test('many changes at once are told few times, and what changes nothing is not told', async context => {
	const {home, after, changes} = await watched(context, {'.ssh/config': 'Host a\n'});
	for (let i = 0; i < 50; i++) {
		writeFileSync(join(home, '.ssh/known_hosts'), `${i}\n`);
	}
	writeFileSync(join(home, '.ssh/config'), 'Host a\n');
	const names = await after(() => {
		for (let i = 0; i < 50; i++) {
			writeFileSync(join(home, '.ssh/config'), `Host h${i}\n`);
		}
	});
	assert.deepEqual(names, ['h49']);
	assert.ok(changes() <= 3, `${changes()} times`);
});

test('what changed between the reading and the watching is told', async context => {
	const home = tempDir('watch');
	writeFiles(home, {'.ssh/config': 'Host a\n'});
	const config = openIn(home);
	await config.read();
	writeFiles(home, {'.ssh/config': 'Host b\n'});
	await new Promise<void>(resolve => context.after(config.watch(resolve)));
});

test('after stopping nothing is told', async context => {
	const {home, after, stop, changes} = await watched(context, {'.ssh/config': 'Host a\n'});
	await after(() => appendFileSync(join(home, '.ssh/config'), 'Host b\n'));
	stop();
	const before = changes();
	const other = openIn(home);
	await other.read();
	const told = new Promise<void>(resolve => context.after(other.watch(resolve)));
	appendFileSync(join(home, '.ssh/config'), 'Host c\n');
	await told;
	assert.equal(changes(), before);
});
