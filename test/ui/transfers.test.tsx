import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {TransferQuestion} from '../../source/core/transfers/transfer.ts';
import type {TestDashboardOptions} from '../helpers/dashboard.tsx';
import {colourOf, openFiles, playedQueue, transferOf} from '../helpers/files.ts';
import {until} from '../helpers/wait.ts';

const question: TransferQuestion = {
	id: 3,
	path: 'photo.jpg',
	kind: 'exists',
	source: {type: 'file', size: 2048, mtime: 1_700_000_000},
	target: {type: 'file', size: 1024, mtime: 1_600_000_000},
	choices: ['overwrite', 'if-newer', 'if-size-differs', 'rename', 'skip'],
};

async function open(options: TestDashboardOptions & {readonly host?: string} = {}) {
	const queue = playedQueue();
	const files = await openFiles(
		({here, there}) => {
			writeFileSync(join(here, 'mine.txt'), 'mine');
			writeFileSync(join(here, 'other.txt'), '');
			writeFileSync(join(there, 'theirs.txt'), 'theirs');
		},
		{...options, services: {transfers: queue}},
	);
	await files.screen.shows('theirs.txt');
	await files.screen.shows('mine.txt');
	return {...files, queue};
}

test('c copies to the other column, several entries when they are marked', async () => {
	const {screen, queue, here, there} = await open();
	await screen.press('Tab', 'Down', 'Space', 'Space', 'c');
	await screen.shows('Copy 2 entries from this machine');
	await screen.press('Enter');
	await screen.shows('Copying 2 entries');
	assert.deepEqual(queue.requests, [
		{
			source: {host: null, paths: [join(here, 'mine.txt'), join(here, 'other.txt')]},
			target: {host: 'web-1', directory: there},
			name: null,
			isMove: false,
			followsLinks: false,
			onConflict: null,
			onProtected: null,
		},
	]);
});

test('F6 to another machine is a copy whose source goes', async () => {
	const {screen, queue, here} = await open();
	await screen.press('Down', 'F6');
	await screen.shows('Move “theirs.txt” from web-1');
	await screen.press('Enter');
	await screen.shows('Moving 1 entry');
	assert.equal(queue.requests[0]?.isMove, true);
	assert.deepEqual(queue.requests[0]?.target, {host: null, directory: here});
	assert.equal(queue.requests[0]?.name, null);
});

test('a directory is merged with the one of its name there where the proposal is left as it is', async () => {
	const queue = playedQueue();
	const {screen, here, there} = await openFiles(
		places => {
			for (const place of [places.here, places.there]) {
				mkdirSync(join(place, 'tree'));
			}
		},
		{services: {transfers: queue}},
	);
	await screen.shows('tree');
	await screen.press('Down', 'c');
	await screen.shows('Copy “tree” from web-1');
	await screen.press('Enter');
	await screen.shows('Copying 1 entry');
	assert.deepEqual(queue.requests[0]?.source.paths, [join(there, 'tree')]);
	assert.deepEqual([queue.requests[0]?.target.directory, queue.requests[0]?.name], [here, null]);
	await screen.press('c');
	await screen.shows('Copy “tree” from web-1');
	await screen.press('End', '/', 'Enter');
	await until(() => queue.requests.length === 2);
	assert.equal(queue.requests[1]?.target.directory, join(here, 'tree'));
});

test('a copy can have another name, and goes nowhere that is not there', async () => {
	const {screen, queue} = await open();
	await screen.press('Down', 'c');
	await screen.press('Backspace', 'Backspace', 'Backspace');
	await screen.write('bak');
	await screen.press('Enter');
	await screen.shows('Copying 1 entry');
	assert.equal(queue.requests[0]?.name, 'theirs.bak');
	await screen.press('c', 'Ctrl+U');
	await screen.write('/nowhere/at/all/');
	await screen.press('Enter');
	await screen.shows('There is no directory /nowhere/at/all.');
	await screen.press('c', 'Ctrl+U');
	await screen.write('/nowhere/at/all');
	await screen.press('Enter');
	await screen.shows('There is no directory /nowhere/at.');
	assert.equal(queue.requests.length, 1);
});

test('the form of a copy or a move names the directory that it is from, whole at 80 columns too', async () => {
	const {screen, here} = await open({columns: 80});
	await screen.press('Tab', 'Down', 'c');
	await screen.shows('Copy “mine.txt” from this machine');
	await screen.shows(`From ${here}`);
	await screen.press('Esc', 'Space', 'Space', 'r');
	await screen.shows('Move 2 entries from this machine');
	await screen.shows(`From ${here}`);
});

test('nothing is copied onto itself', async () => {
	const {screen, queue, there} = await open();
	await screen.press('Down', 'c', 'Ctrl+U');
	await screen.write(`web-1:${there}`);
	await screen.press('Enter');
	await screen.shows('is there already.');
	assert.equal(queue.requests.length, 0);
});

test('the strip tells how far transfers are, and goes with the last of them', async () => {
	const {screen, queue} = await open();
	queue.tell(transferOf());
	await screen.shows(/copy photo\.jpg to web-1:\/there .*50 % · 2\.0 M of 4\.0 M · 1\.0 M\/s · 0:02 left/);
	queue.tell(transferOf({state: 'done', done: {files: 1, directories: 0, links: 0, bytes: 4 * 1024 * 1024}}));
	await screen.showsNot('0:02 left');
	await screen.shows('Done: copy photo.jpg to web-1:/there (1 file, 4.0 M)');
});

test('transfers that are paused are not said to be under way', async () => {
	const {screen, queue} = await open();
	const paused = transferOf({id: 't2', state: 'paused'});
	queue.tell(transferOf({state: 'paused'}), paused);
	await screen.press('Esc');
	await screen.shows('2 transfers paused: Space in w goes on');
	queue.tell(transferOf(), paused);
	await screen.shows('1 transfer under way, 1 paused');
	queue.tell(transferOf(), transferOf({id: 't2'}));
	await screen.shows('2 transfers under way');
});

test('a reason that is too long for the strip is cut, not left out', async () => {
	const {screen, queue} = await open({columns: 80});
	const reason = 'There is no room for /somewhere/deep/down/photo.jpg on web-1.';
	queue.tell(transferOf({state: 'waiting', reason}));
	await screen.shows(/waiting · There is no room for .*…/);
});

test('the target is read anew when a transfer has ended', async () => {
	const {screen, queue, there} = await open();
	const request = {...transferOf().request, target: {host: 'web-1', directory: there}};
	queue.tell(transferOf({request}));
	writeFileSync(join(there, 'arrived.jpg'), '');
	queue.tell(transferOf({request, state: 'done'}));
	await screen.shows('arrived.jpg');
});

test('the keys of the list are those that mean something for the chosen transfer', async () => {
	const {screen, queue} = await open();
	queue.tell(transferOf());
	await screen.press('w');
	await screen.shows('Space pause, go on   x cancel it   Esc close');
	queue.tell(transferOf({state: 'done'}));
	await screen.shows('C clear finished   Esc close');
	await screen.press('x');
	await screen.shows('This transfer is over.');
});

test('what has arrived shows when a transfer has to wait', async () => {
	const {screen, queue, there} = await open();
	const request = {...transferOf().request, target: {host: 'web-1', directory: there}};
	queue.tell(transferOf({request}));
	await screen.shows('photo.jpg');
	writeFileSync(join(there, 'arrived.jpg'), '');
	queue.tell(transferOf({request, state: 'waiting', reason: 'There is no room.'}));
	await screen.shows('arrived.jpg');
});

test('the dialog pauses, resumes, cancels, retries and clears', async () => {
	const {screen, queue} = await open();
	queue.tell(transferOf(), transferOf({id: 't2', state: 'paused', reason: 'You paused it.'}));
	await screen.press('w');
	await screen.shows('Transfers');
	await screen.press('Space', 'Down', 'Space', 'x');
	await screen.shows('Cancel it?');
	await screen.press('y');
	await screen.shows('You paused it.');
	queue.tell(
		transferOf(),
		transferOf({id: 't2', state: 'failed', failed: 1, failures: [{path: 'a/b', reason: 'No room.'}]}),
	);
	await screen.shows('a/b: No room.');
	await screen.press('r', 'C', 'Esc');
	await screen.showsNot('No room.');
	assert.deepEqual(queue.asked, ['pause t1', 'resume t2', 'cancel t2', 'retry t2', 'clear']);
});

test('what could not be kept although all has arrived is told in the list', async () => {
	const {screen, queue} = await open();
	queue.tell(transferOf({state: 'done', notes: ['web-1 refused to set modes.']}));
	await screen.press('w');
	await screen.shows('web-1 refused to set modes.');
});

test('on a low screen the list of transfers gets the rows that it needs before what is said of one', async () => {
	const {screen, queue} = await open({columns: 100, rows: 12});
	const named = (name: string) => ({...transferOf().request, source: {host: null, paths: [`/here/${name}`]}});
	queue.tell(
		transferOf({request: named('first.jpg'), failed: 1, failures: [{path: 'a/b', reason: 'No room.'}]}),
		...['second.jpg', 'third.jpg', 'fourth.jpg'].map((name, n) =>
			transferOf({id: `t${n + 2}`, request: named(name)}),
		),
	);
	await screen.press('w');
	await screen.shows(/first\.jpg.*second\.jpg.*third\.jpg.*fourth\.jpg.*a\/b: No room\./s);
	await screen.showsNot('1–');
});

test('a transfer that waits is paused by Space and tried at once by r', async () => {
	const {screen, queue} = await open();
	queue.tell(transferOf({state: 'waiting', reason: 'There is no room.'}));
	await screen.press('w');
	await screen.shows('r retry');
	await screen.press('r', 'Space');
	assert.deepEqual(queue.asked, ['retry t1', 'pause t1']);
});

test('what has failed of a transfer that goes on yet is not tried again before its end', async () => {
	const {screen, queue} = await open();
	queue.tell(transferOf({failed: 1, failures: [{path: 'a/b', reason: 'No room.'}]}));
	await screen.press('w');
	await screen.shows('Space pause, go on   x cancel it   Esc close');
	await screen.press('r');
	await screen.shows('What failed can be tried again when the rest is over.');
	assert.deepEqual(queue.asked, []);
});

test('what is in the way is asked about with both sides on show, for one or for all', async () => {
	const {screen, queue} = await open();
	queue.tell(
		transferOf({state: 'needs you', asked: 2, questions: [question, {...question, id: 4, path: 'two.jpg'}]}),
	);
	await screen.shows('It is there already on web-1');
	await screen.shows(/comes +2\.0 K, Nov 1[45] {2}2023 {2}on this machine {2}\(newer\)/);
	await screen.shows(/is there +1\.0 K, Sep 1[34] {2}2020 {2}on web-1/);
	await screen.press('Right', 'Right', 'Enter');
	queue.tell(transferOf({state: 'needs you', asked: 1, questions: [{...question, id: 4, path: 'two.jpg'}]}));
	await screen.shows('two.jpg');
	await screen.press('Down', 'Right', 'Enter');
	queue.tell(transferOf());
	await screen.showsNot('It is there already');
	assert.deepEqual(queue.asked, ['decide t1 3 if-newer one', 'decide t1 4 skip all']);
});

test('a question about files of the same day tells their times apart, and no second that does not count', async () => {
	const at = 1_700_000_000;
	const {screen, queue} = await open();
	const [source, target] = [at + 1, at].map(mtime => ({...question.source, mtime}));
	const other = {...question.source, mtime: at + 0.9};
	queue.tell(
		transferOf({
			state: 'needs you',
			asked: 2,
			questions: [
				{...question, source: source!, target: target!},
				{...question, id: 4, path: 'two.jpg', source: other, target: target!},
			],
		}),
	);
	await screen.shows(/comes +2\.0 K, 2023-11-1\d \d\d:\d\d:21 {2}on this machine {2}\(newer\)/);
	await screen.shows(/is there +2\.0 K, 2023-11-1\d \d\d:\d\d:20 {2}on web-1/);
	await screen.press('Enter');
	queue.tell(
		transferOf({
			state: 'needs you',
			asked: 1,
			questions: [{...question, id: 4, path: 'two.jpg', source: other, target: target!}],
		}),
	);
	await screen.shows('two.jpg');
	await screen.showsNot('(newer)');
});

test('all the decisions can be seen on a narrow screen', async () => {
	const choices = ['overwrite', 'if-newer', 'if-size-differs', 'resume', 'rename', 'skip'] as const;
	const {screen, queue} = await open({columns: 80});
	queue.tell(transferOf({state: 'needs you', asked: 1, questions: [{...question, choices}]}));
	await screen.shows('[skip it]');
	await screen.shows('keep both');
	await screen.press('Left');
	await screen.shows('[keep both]');
});

test('where a file would be written into it is said where the copy of what it holds is kept', async () => {
	const {screen, queue} = await open({columns: 80, home: '/home/me'});
	const why = 'Its directory cannot be written to.';
	const choices = ['in-place', 'skip'] as const;
	const {id, path, source, target} = question;
	const asked: TransferQuestion = {...{id, path, source, target}, kind: 'protected', why, choices};
	queue.tell(transferOf({state: 'needs you', asked: 1, questions: [asked]}));
	await screen.shows('Cannot be replaced');
	await screen.shows('~/.local/state/sallyport/backups');
});

test('on a host that is dear nothing is overwritten before its name is typed', async () => {
	const {screen, queue} = await open({host: 'db-1'});
	const request = {...transferOf().request, target: {host: 'db-1', directory: '/there'}};
	queue.tell(transferOf({request, state: 'needs you', asked: 1, questions: [question]}));
	await screen.shows('It is there already on db-1');
	const colour = colourOf(screen, 'It is there already');
	await screen.press('Right', 'Enter');
	await screen.shows('Type db-1 to say yes.');
	assert.equal(colour, colourOf(screen, 'Overwrite on db-1'));
	await screen.write('db-1');
	await screen.press('Enter');
	await screen.showsNot('Type db-1');
	assert.deepEqual(queue.asked, ['decide t1 3 overwrite one']);
	queue.tell(transferOf({request}));
});

test('a question that comes while something else has the keys waits for w', async () => {
	const {screen, queue} = await open();
	await screen.press('/');
	queue.tell(transferOf({state: 'needs you', asked: 1, questions: [question]}));
	await screen.shows('1 question: w answers');
	await screen.press('Esc', 'w', 'Enter');
	await screen.shows('It is there already on web-1');
});

test('w begins at the first transfer that asks something', async () => {
	const {screen, queue} = await open();
	const asking = {state: 'needs you', asked: 1, questions: [question]} as const;
	await screen.press('/');
	queue.tell(transferOf({id: 't0', state: 'done'}), transferOf(), transferOf({id: 't2', ...asking}));
	await screen.shows('1 question: w answers');
	await screen.press('Esc', 'w', 'Enter');
	await screen.shows('It is there already on web-1');
});

test('quitting with transfers under way asks, and pauses them', async () => {
	const {screen, queue, asked} = await open();
	queue.tell(transferOf());
	await screen.press('q', 'q');
	await screen.shows('A transfer is under way');
	await screen.press('Esc');
	assert.ok(!asked.includes('quit 0'));
	await screen.press('q', 'Enter');
	await screen.showsNot('A transfer is under way');
	assert.deepEqual(queue.asked, ['close']);
	assert.ok(asked.includes('quit 0'));
});

test('quitting can wait for the transfers', async () => {
	const {screen, queue, asked} = await open();
	queue.tell(transferOf());
	await screen.press('q', 'q');
	await screen.shows('Wait until they are over');
	await screen.press('Down', 'Enter');
	await screen.shows('wait for the transfers, then quit');
	assert.ok(!asked.includes('quit 0'));
	queue.tell(transferOf({state: 'done'}));
	await screen.showsNot('wait for the transfers');
	assert.ok(asked.includes('quit 0'));
});
