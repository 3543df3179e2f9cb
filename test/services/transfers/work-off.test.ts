import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {type Endpoint, localEndpoint} from '../../../source/services/transfers/endpoint.ts';
import {createJournal} from '../../../source/services/transfers/journal-file.ts';
import {makeCarry} from '../../../source/services/transfers/make-carry.ts';
import {quickLocalFiles} from '../../../source/services/transfers/quick-local-files.ts';
import {openRun} from '../../../source/services/transfers/run.ts';
import {scan} from '../../../source/services/transfers/scan.ts';
import {workOff} from '../../../source/services/transfers/work-off.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';
import {request} from './run-in.ts';
import {twoPlaces} from './trees.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Copies a file over a connection that stays, and gives what it was to the transfer. */
async function copied(end: Endpoint, signal: AbortSignal): Promise<WeakRef<object>> {
	const {from, to} = twoPlaces();
	writeFileSync(join(from, 'file'), 'x');
	const asked = request([join(from, 'file')], to);
	const journal = createJournal(join(tempDir('journal'), 'transfers'), asked, {createdAt: 0});
	const run = openRun(journal, {isUnattended: true, isAgain: false});
	const files = end.channels[0]!;
	const {id, decided} = run;
	run.scan = await scan({id, source: files, target: files, request: asked, decided, signal});
	run.scan.items[0]!.step = 'done';
	await workOff(run, makeCarry(run, {source: end, target: end}, {backups: to, signal}));
	const [, item] = run.scan.items;
	assert.equal(item?.step, 'done');
	journal.remove();
	return new WeakRef(item);
}

test('what has been worked off is held no more, though the connection stays', async () => {
	const end = localEndpoint(quickLocalFiles('/'));
	const stopping = new AbortController();
	const item = await copied(end, stopping.signal);
	await until(() => {
		collect();
		return item.deref() === undefined;
	});
	// Until here both are there to hold it.
	stopping.abort();
	end.close();
});
