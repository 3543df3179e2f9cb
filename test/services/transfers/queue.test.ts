import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {newTransferId} from '../../../source/services/transfers/journal-file.ts';
import {openQueue} from '../../../source/services/transfers/queue.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {request, testServer} from './run-in.ts';
import {twoPlaces} from './trees.ts';

test('what is resumed while it is being paused goes on, and can be paused again on the way there', async t => {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'big'), randomBytes(60_000_000));
	const directory = tempDir('queue');
	const queue = openQueue({
		...testServer(),
		local: quickLocalFiles('/'),
		...{journals: join(directory, 'transfers'), backups: join(directory, 'backups')},
		...{isUnattended: false, patience: 60_000},
		onChange() {},
		onFailure: assert.ifError,
	});
	t.after(() => queue.close());
	const id = newTransferId();
	const isIn = (state: string) => () => queue.list()[0]!.state === state;
	queue.add(id, request([join(from, 'big')], to, {to: 'box'}));
	for (const isPausedAgain of [true, false]) {
		const {bytes} = queue.list()[0]!.done;
		await until(() => isIn('running')() && queue.list()[0]!.done.bytes > bytes + 1_000_000);
		queue.pause(id);
		assert.ok(isIn('pausing')());
		queue.resume(id);
		assert.ok(isIn('queued')());
		if (isPausedAgain) {
			queue.pause(id);
			await until(isIn('paused'));
			queue.resume(id);
		}
	}
	await until(isIn('done'));
	assert.deepEqual(readdirSync(to), ['big']);
});
