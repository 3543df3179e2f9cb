import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import type {Memory} from '../../../source/core/hosts/memory.ts';
import {openMemory} from '../../../source/services/memory/memory-file.ts';
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
	await openMemory(directory, fail).change(() => ({history, pins: ['web']}));
	assert.deepEqual(openMemory(directory, fail).read(), {history, pins: ['web']});
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
	assert.deepEqual(memory.read(), {history: {}, pins: []});
	assert.match(said.join(), /damaged/);
	assert.equal(readFileSync(`${file}.damaged`, 'utf8'), '{"hosts": 5}');
	await memory.change(withPin('a'));
	assert.deepEqual(openMemory(directory, fail).read().pins, ['a']);
});

test('entries that make no sense are left out, the others stay', () => {
	const directory = tempDir('state');
	const hosts = {good: {lastUsed: 1, lastOk: 'x'}, bad: {lastUsed: 'never'}, worse: null};
	writeFileSync(join(directory, 'history.json'), JSON.stringify({hosts, pins: ['p', 7]}));
	assert.deepEqual(openMemory(directory, fail).read(), {
		history: {good: {lastUsed: 1, lastOk: null, lastFailure: null}},
		pins: ['p'],
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
	assert.match(said[0] ?? '', /for this run only/);
});

test('no file is no reason to complain, and none is made by reading', () => {
	const directory = join(tempDir('state'), 'none');
	assert.deepEqual(openMemory(directory, fail).read(), {history: {}, pins: []});
	assert.equal(existsSync(directory), false);
	mkdirSync(directory);
});
