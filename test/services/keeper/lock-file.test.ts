import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {type LockRecord, printLockRecord} from '../../../source/core/keeper/lock-record.ts';
import {claimLock, readLock, removeLock, updateLock} from '../../../source/services/keeper/lock-file.ts';
import {identify, thisMachine} from '../../../source/services/keeper/process-identity.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

const machine = thisMachine();

function recordOf(pid: number, changes: Partial<LockRecord> = {}): LockRecord {
	const start = identify(pid)?.start ?? 'none';
	const socket = `/r/k-${pid}`;
	const rest = {protocol: 1, program: '0.1.0', isReleased: false, hubs: []};
	return {...machine, pid, start, socket, ...rest, ...changes};
}

test('is held by the one who made it until that one lets go', () => {
	const file = join(tempDir(), 'lock');
	const mine = recordOf(process.pid);
	assert.equal(
		claimLock(file, machine, () => mine),
		null,
	);
	assert.deepEqual(
		claimLock(file, machine, () => recordOf(process.ppid)),
		mine,
	);
	updateLock(file, {...mine, isReleased: true});
	const other = recordOf(process.ppid);
	assert.equal(
		claimLock(file, machine, left => ({...other, program: left!.program})),
		null,
	);
	removeLock(file, mine);
	assert.deepEqual(readLock(file)?.record, other);
	removeLock(file, other);
	assert.equal(readLock(file), null);
});

test('what the dead left is taken over, on the way to it too', () => {
	const file = join(tempDir(), 'lock');
	const dead = recordOf(process.pid, {start: 'long ago'});
	writeFileSync(file, printLockRecord(dead));
	// One that died in the middle of taking over.
	writeFileSync(`${file}.${readLock(file)!.id}`, printLockRecord({...dead, socket: '/r/another'}));
	const mine = recordOf(process.pid);
	let seen: LockRecord | null = null;
	const claimed = claimLock(file, machine, left => {
		seen = left;
		return mine;
	});
	assert.equal(claimed, null);
	assert.deepEqual(seen, dead);
	assert.deepEqual(readLock(file)?.record, mine);
	assert.deepEqual(readdirSync(join(file, '..')), ['lock']);
});

test('of many that try at once exactly one gets it', async () => {
	const directory = tempDir();
	const file = join(directory, 'lock');
	writeFileSync(file, 'no sense');
	const source = new URL('../../../source/services/keeper/', import.meta.url).href;
	const script = `
		const {claimLock} = await import('${source}lock-file.ts');
		const {identify, thisMachine} = await import('${source}process-identity.ts');
		const machine = thisMachine();
		process.stdin.once('data', () => {
			const mine = {...machine, ...identify(process.pid), socket: '/r/k', protocol: 1, program: '1', isReleased: false, hubs: []};
			console.log(claimLock(${JSON.stringify(file)}, machine, () => mine) === null ? 'won' : 'lost');
		});
		console.log('ready');
	`;
	const children = Array.from({length: 6}, () =>
		spawn(process.execPath, ['--input-type=module', '-e', script]),
	);
	await Promise.all(children.map(child => once(child.stdout, 'data')));
	const answers = children.map(child => once(child.stdout, 'data'));
	for (const child of children) {
		child.stdin.write('go\n');
	}
	const results = (await Promise.all(answers)).map(([text]) => String(text).trim());
	assert.equal(results.filter(result => result === 'won').length, 1, results.join());
	assert.deepEqual(readdirSync(directory), ['lock']);
	assert.equal(readFileSync(file, 'utf8').includes(`"pid": ${children[results.indexOf('won')]!.pid}`), true);
	for (const child of children) {
		child.stdin.end();
		child.kill();
	}
});

test('a link in its place is not followed', () => {
	const directory = tempDir();
	writeFileSync(join(directory, 'target'), printLockRecord(recordOf(process.pid)));
	symlinkSync(join(directory, 'target'), join(directory, 'lock'));
	assert.throws(() => readLock(join(directory, 'lock')), /ELOOP/);
});
