import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {emptyMemory, historyOf, type Memory} from '../../../source/core/hosts/memory.ts';
import {openMemory} from '../../../source/services/memory/memory-file.ts';
import {smallDisk} from '../../helpers/small-disk.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

function fail(text: string): void {
	assert.fail(text);
}

function withPin(pin: string): (memory: Memory) => Memory {
	return memory => ({...memory, pins: [...memory.pins, pin]});
}

test('what was remembered is there at the next start, in private files', async () => {
	const directory = join(tempDir('state'), 'sallyport');
	const history = {web: {lastUsed: 5, lastOk: 6, lastFailure: {at: 4, reason: 'refused'}}};
	const places = {web: {left: '/home/u', right: '/srv'}};
	const bookmarks = {'': ['/tmp'], web: ['/etc', '/srv']};
	const all = {history, pins: ['web'], places, bookmarks};
	await openMemory(directory, fail).change(() => all);
	assert.deepEqual(openMemory(directory, fail).read(), all);
	assert.equal(statSync(directory).mode & 0o777, 0o700);
	assert.equal(statSync(join(directory, 'history.json')).mode & 0o777, 0o600);
});

test('changes of two programs are both kept', async () => {
	const directory = tempDir('state');
	const [one, two] = [openMemory(directory, fail), openMemory(directory, fail)];
	await one.change(withPin('a'));
	await two.change(withPin('b'));
	assert.deepEqual((await one.change(withPin('c'))).pins, ['a', 'b', 'c']);
});

test('changes that two programs make at the same moment are both kept', async () => {
	const directory = tempDir('state');
	const [one, two] = [openMemory(directory, fail), openMemory(directory, fail)];
	const names = Array.from({length: 10}, (_, index) => `h${index}`);
	await Promise.all(
		names.flatMap(name => [one.change(withPin(`one ${name}`)), two.change(withPin(`two ${name}`))]),
	);
	assert.equal(openMemory(directory, fail).read().pins.length, 20);
	assert.deepEqual(readdirSync(directory), ['history.json']);
});

test('the lock of a program that died is taken over', async () => {
	const directory = tempDir('state');
	const lock = join(directory, 'history.json.lock');
	writeFileSync(lock, '');
	utimesSync(lock, new Date(0), new Date(0));
	await openMemory(directory, fail).change(withPin('a'));
	assert.deepEqual(openMemory(directory, fail).read().pins, ['a']);
	assert.equal(existsSync(lock), false);
});

test('hosts named like parts of JavaScript objects are remembered like any other', async () => {
	const directory = tempDir('state');
	const entry = {lastUsed: 1, lastOk: 1, lastFailure: null};
	const history = Object.fromEntries(['__proto__', 'constructor', 'toString'].map(name => [name, entry]));
	await openMemory(directory, fail).change(memory => ({...memory, history}));
	const read = openMemory(directory, fail).read();
	assert.deepEqual(Object.keys(read.history).sort(), ['__proto__', 'constructor', 'toString']);
	assert.deepEqual(historyOf(read.history, 'constructor'), entry);
	assert.equal(historyOf(read.history, 'hasOwnProperty'), undefined);
});

test('changes that are asked for at once follow each other', async () => {
	const memory = openMemory(tempDir('state'), fail);
	await Promise.all(['a', 'b', 'c'].map(pin => memory.change(withPin(pin))));
	assert.deepEqual(memory.read().pins, ['a', 'b', 'c']);
});

test('a damaged file is set aside, and the next change begins anew', async () => {
	const directory = tempDir('state');
	const file = join(directory, 'history.json');
	writeFileSync(file, '{"hosts": 5}');
	const said: string[] = [];
	const memory = openMemory(directory, text => said.push(text));
	assert.deepEqual(memory.read(), emptyMemory);
	assert.match(said.join(), /damaged/);
	assert.equal(readFileSync(`${file}.damaged`, 'utf8'), '{"hosts": 5}');
	await memory.change(withPin('a'));
	assert.deepEqual(openMemory(directory, fail).read().pins, ['a']);
});

test('the file of a later version stays as it is, and what happens holds for this run', async () => {
	const directory = tempDir('state');
	const file = join(directory, 'history.json');
	const later = '{"version": 2, "hosts": {"by": "day"}, "pins": [{"alias": "web"}]}';
	writeFileSync(file, later);
	const said: string[] = [];
	const memory = openMemory(directory, text => said.push(text));
	assert.deepEqual(memory.read(), emptyMemory);
	assert.deepEqual((await memory.change(withPin('a'))).pins, ['a']);
	assert.match(said.join(), /for this run only: .*history\.json: it is of a later version/);
	assert.equal(said.length, 1);
	assert.equal(readFileSync(file, 'utf8'), later);
	assert.deepEqual(readdirSync(directory), ['history.json']);
});

test('entries that make no sense are left out, the others stay', () => {
	const directory = tempDir('state');
	const places = {web: {left: '/a', right: '/b'}, other: {left: 1, right: '/'}, third: null};
	const bookmarks = {web: ['/a', 7], other: 'none'};
	const hosts = {good: {lastUsed: 1, lastOk: 'x'}, bad: {lastUsed: 'never'}, worse: null};
	writeFileSync(join(directory, 'history.json'), JSON.stringify({hosts, pins: ['p', 7], places, bookmarks}));
	assert.deepEqual(openMemory(directory, fail).read(), {
		history: {good: {lastUsed: 1, lastOk: null, lastFailure: null}},
		pins: ['p'],
		places: {web: {left: '/a', right: '/b'}},
		bookmarks: {web: ['/a'], other: []},
	});
});

test('where nothing can be written it is said once, and holds for this run', async () => {
	const directory = join(tempDir('state'), 'a-file');
	writeFileSync(directory, '');
	const said: string[] = [];
	const memory = openMemory(directory, text => said.push(text));
	await memory.change(withPin('a'));
	assert.deepEqual((await memory.change(withPin('b'))).pins, ['a', 'b']);
	assert.equal(said.length, 1);
	assert.match(said[0] ?? '', /for this run only: .*history\.json: /);
});

test('a full disk is told in plain words', async t => {
	const disk = smallDisk(1, t);
	if (disk === null) {
		return;
	}
	writeFileSync(join(disk.directory, 'fill'), Buffer.alloc(1 << 20));
	const said: string[] = [];
	await openMemory(disk.directory, text => said.push(text)).change(withPin('a'));
	assert.match(said.join(), /for this run only: .*history\.json: the disk is full\.$/);
});

test('no file is no reason to complain, and none is made by reading', () => {
	const directory = join(tempDir('state'), 'none');
	assert.deepEqual(openMemory(directory, fail).read(), emptyMemory);
	assert.equal(existsSync(directory), false);
	mkdirSync(directory);
});
