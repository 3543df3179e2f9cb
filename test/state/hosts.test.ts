import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ConfigReading, Host} from '../../source/core/hosts/host.ts';
import {type AppState, initialState} from '../../source/state/app-state.ts';
import type {AppEvent} from '../../source/state/events.ts';
import {selectedRow} from '../../source/state/rows/details-rows.ts';
import {update} from '../../source/state/update.ts';

function host(alias: string, line = 1): Host {
	return {
		alias,
		source: {file: '/c', line},
		patterns: [alias],
		hostName: null,
		user: null,
		port: null,
		proxyJump: null,
		tags: [],
		refused: null,
	};
}

function reading(...aliases: string[]): ConfigReading {
	return {
		file: '/c',
		hosts: aliases.map(host),
		patterns: [],
		forwards: [],
		problems: [],
		keyUses: {byPath: new Map(), named: [], agents: []},
		fingerprint: aliases.join(),
	};
}

const start = initialState({columns: 120, rows: 40, home: '/home/u', now: 1000});

function after(...events: AppEvent[]): AppState {
	return events.reduce(update, start);
}

function chosen(state: AppState): string | undefined {
	return selectedRow(state)?.key;
}

const read = (...aliases: string[]): AppEvent => ({type: 'config-read', reading: reading(...aliases)});
const down = (rows: number): AppEvent => ({type: 'list-moved', move: {rows}});
const filter = (text: string): AppEvent => ({type: 'filter-set', text});

test('the cursor stays on its host when hosts come before it', () => {
	assert.equal(chosen(after(read('a', 'b', 'c'), down(1), read('x', 'y', 'a', 'b', 'c'))), 'host b');
});

test('a host that is gone leaves the cursor at its place', () => {
	assert.equal(chosen(after(read('a', 'b', 'c'), down(1), read('a', 'c'))), 'host c');
	assert.equal(chosen(after(read('a', 'b'), down(1), read('a'))), 'host a');
	assert.equal(chosen(after(read('a'), read())), undefined);
});

test('a filter goes to its best host, and clearing it stays there', () => {
	const filtered = after(read('alpha', 'beta', 'gamma'), down(2), filter('bet'));
	assert.equal(chosen(filtered), 'host beta');
	assert.equal(chosen(update(filtered, {type: 'filter-cleared'})), 'host beta');
});

test('sorting keeps the cursor on its host', () => {
	const sorted = after(read('c', 'a', 'b'), {type: 'sort-chosen', by: 'name'});
	assert.deepEqual(
		sorted.hosts.rows.map(row => row.key),
		['host a', 'host b', 'host c'],
	);
	assert.equal(chosen(sorted), 'host c');
	const reversed = update(sorted, {type: 'sort-reversed'});
	assert.equal(reversed.hosts.rows[0]?.key, 'host c');
});

test('names are sorted as people count', () => {
	const sorted = after(read('web-10', 'web-9'), {type: 'sort-chosen', by: 'name'});
	assert.equal(sorted.hosts.rows[0]?.key, 'host web-9');
});

test('sorting by last use puts the latest first, and follows what is used', () => {
	const entry = (lastUsed: number) => ({lastUsed, lastOk: lastUsed, lastFailure: null});
	const used = after(
		read('a', 'b', 'c'),
		{type: 'sort-chosen', by: 'used'},
		{type: 'history-read', history: {b: entry(5), c: entry(9)}, pins: []},
	);
	assert.deepEqual(
		used.hosts.rows.map(row => row.key),
		['host c', 'host b', 'host a'],
	);
});

test('hosts named like parts of JavaScript objects are hosts like any other', () => {
	const state = after(
		read('constructor', '__proto__', 'toString'),
		{type: 'sort-chosen', by: 'used'},
		{type: 'history-read', history: {}, pins: ['__proto__']},
	);
	assert.deepEqual(
		state.hosts.rows.map(row => row.key),
		['host __proto__', 'host constructor', 'host toString'],
	);
});

test('a typed name that is a host is not offered a second time', () => {
	assert.deepEqual(
		after(read('web', 'web-1'), filter('web')).hosts.rows.map(row => row.key),
		['host web', 'host web-1'],
	);
	assert.deepEqual(
		after(read('web-1'), filter('web')).hosts.rows.map(row => row.key),
		['host web-1', 'typed'],
	);
});

test('the cursor is on screen after a resize', () => {
	const aliases = Array.from({length: 100}, (_, index) => `h${index}`);
	const state = after(read(...aliases), down(35), {type: 'resized', columns: 80, rows: 24});
	const {cursor, first} = state.hosts.position;
	assert.equal(cursor, 35);
	assert.ok(cursor >= first && cursor < first + 24);
});

test('an event that changes nothing gives the same state', () => {
	const state = after(read('a'));
	assert.equal(update(state, {type: 'pane-focused', pane: 'hosts'}), state);
	assert.equal(update(state, {type: 'message-cleared'}), state);
	assert.equal(update(state, down(-1)), state);
});
