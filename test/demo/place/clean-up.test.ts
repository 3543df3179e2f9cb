import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {removeLeftovers} from '../../../source/demo/place/clean-up.ts';
import {makePlace, removeTree} from '../../../source/demo/place/directory.ts';
import {readOwner, writeOwner} from '../../../source/demo/place/owner.ts';
import {identify, isRunning} from '../../../source/services/keeper/process-identity.ts';
import {isAlive} from '../../helpers/processes.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

const gone = {pid: 2 ** 22 + 1, start: '1'};

async function leftover(
	parent: string,
	owner = {demo: gone, agent: null as typeof gone | null},
): Promise<string> {
	const {directory} = await makePlace(parent);
	writeOwner(directory, owner);
	return directory;
}

test('removes the directory of a demo that is gone', async () => {
	const parent = tempDir('left');
	const directory = await leftover(parent);
	await removeLeftovers(parent);
	assert.ok(!existsSync(directory));
});

test('leaves the directory of a demo that runs', async () => {
	const parent = tempDir('left');
	const directory = await leftover(parent, {demo: identify(process.pid)!, agent: null});
	await removeLeftovers(parent);
	assert.ok(existsSync(directory));
});

test('ends the agent it left, but not another process that got its number', async () => {
	const parent = tempDir('left');
	const sleeper = spawn('sleep', ['60'], {stdio: 'ignore'});
	after(() => sleeper.kill());
	const {pid, start} = identify(sleeper.pid!)!;
	await leftover(parent, {demo: gone, agent: {pid, start: `${start}0`}});
	await removeLeftovers(parent);
	assert.ok(isAlive(pid));
	await leftover(parent, {demo: gone, agent: {pid, start}});
	await removeLeftovers(parent);
	await until(() => sleeper.signalCode === 'SIGTERM');
	assert.equal(isRunning({pid, start}), false);
});

test('a demo whose number was given to another process counts as gone', async () => {
	const parent = tempDir('left');
	const directory = await leftover(parent, {demo: {pid: process.pid, start: '1'}, agent: null});
	await removeLeftovers(parent);
	assert.ok(!existsSync(directory));
});

test('touches nothing that it did not make', async () => {
	const parent = tempDir('left');
	const kept = [
		'spd-abc',
		'spd-abcdefg',
		'xspd-abcdef',
		'spd-strang',
		'spd-public',
		'spd-broken',
		'spd-liar99',
	];
	for (const name of kept) {
		mkdirSync(join(parent, name), {mode: 0o700});
		writeFileSync(join(parent, name, 'file'), 'precious');
	}
	writeOwner(join(parent, 'spd-public'), {demo: gone, agent: null});
	chmodSync(join(parent, 'spd-public'), 0o755);
	writeFileSync(join(parent, 'spd-broken', 'owner.json'), '{"demo":{"pid":1');
	writeFileSync(join(parent, 'spd-liar99', 'owner.json'), '{"demo":{"pid":-1,"start":"x"},"agent":null}');
	writeFileSync(join(parent, 'spd-a-file'), '');
	mkdirSync(join(parent, 'real'), {mode: 0o700});
	writeOwner(join(parent, 'real'), {demo: gone, agent: null});
	symlinkSync('real', join(parent, 'spd-linked'));
	await removeLeftovers(parent);
	for (const name of [...kept.map(one => `${one}/file`), 'spd-a-file', 'real/owner.json', 'spd-linked']) {
		assert.ok(existsSync(join(parent, name)), name);
	}
});

test('removes an empty one that was forgotten, not one that was made just now', async () => {
	const parent = tempDir('left');
	mkdirSync(join(parent, 'spd-fresh1'), {mode: 0o700});
	mkdirSync(join(parent, 'spd-stale1'), {mode: 0o700});
	utimesSync(join(parent, 'spd-stale1'), 0, 0);
	await removeLeftovers(parent);
	assert.ok(existsSync(join(parent, 'spd-fresh1')) && !existsSync(join(parent, 'spd-stale1')));
});

test('an owner file that is a link or a fifo is not read', async () => {
	const parent = tempDir('left');
	writeFileSync(join(parent, 'elsewhere.json'), JSON.stringify({demo: gone, agent: null}));
	mkdirSync(join(parent, 'spd-link01'), {mode: 0o700});
	symlinkSync('../elsewhere.json', join(parent, 'spd-link01', 'owner.json'));
	assert.equal(await readOwner(join(parent, 'spd-link01')), null);
});

test('removes a tree whose permissions were taken away', async () => {
	const directory = join(tempDir('left'), 'tree');
	mkdirSync(join(directory, 'a/b'), {recursive: true});
	writeFileSync(join(directory, 'a/b/file'), '');
	chmodSync(join(directory, 'a/b'), 0o000);
	chmodSync(join(directory, 'a'), 0o000);
	removeTree(directory);
	assert.ok(!existsSync(directory));
});
