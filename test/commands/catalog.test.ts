import assert from 'node:assert/strict';
import {test} from 'node:test';
import {catalog} from '../../source/commands/catalog.ts';
import {type CatalogEntry, scopes} from '../../source/commands/catalog-entry.ts';
import {readChords} from '../../source/commands/chords.ts';
import {keyColumn} from '../../source/commands/dialog-line.ts';
import {commandsUnder} from '../../source/commands/key-table.ts';
import {liveScopes} from '../../source/commands/lookup.ts';
import type {ChangedKey} from '../../source/core/known-hosts/changed-key.ts';
import {listStart} from '../../source/core/list/position.ts';
import {emptyField} from '../../source/core/text/field.ts';
import {type AppState, type Dialog, initialState} from '../../source/state/app-state.ts';
import {dialogRoom, panes} from '../../source/state/layout.ts';

const entries: readonly CatalogEntry[] = catalog;
const start = initialState({columns: 120, rows: 40, home: '/home/u', now: 0});
const child = {alias: 'web', hops: []};
const queued = {id: 1, waiting: 0, position: listStart};
const asked = {id: 1, title: '', tone: 'info', position: listStart} as const;
const textField = {
	id: 'x',
	label: '',
	options: null,
	field: emptyField,
	isProposal: false,
	isShown: true,
	note: null,
	error: null,
};
const change: ChangedKey = {
	alias: 'web',
	target: 'web',
	kind: 'changed',
	shown: null,
	keys: {
		host: {name: 'web', port: 22},
		names: ['web'],
		userFiles: [],
		globalFiles: [],
		found: [],
		state: {state: 'unknown', keys: []},
	},
	offending: [],
	lastOk: null,
	raw: [],
};
const viewer: Dialog = {
	kind: 'viewer',
	host: null,
	path: '/a',
	size: 0,
	mode: 'text',
	rows: [],
	isAtEnd: true,
	field: emptyField,
	isTyping: false,
};
const questionDialogs: readonly Dialog[] = [
	{
		...queued,
		kind: 'secret',
		prompt: {child, kind: 'unknown', text: []},
		length: 0,
		cursor: 0,
		attempt: null,
	},
	{
		...queued,
		kind: 'question',
		prompt: {child, kind: 'confirm', text: []},
		field: emptyField,
		facts: null,
		complaint: null,
	},
	{...queued, kind: 'touch', prompt: {child, kind: 'touch', key: null, text: []}},
	{kind: 'changed-key', change, isRawShown: false, position: listStart},
	{kind: 'replace-key', change, field: emptyField, position: listStart},
];
const dialogs: readonly Dialog[] = [
	{kind: 'help', position: listStart},
	{kind: 'messages', position: listStart},
	{kind: 'palette', field: emptyField, position: listStart},
	{kind: 'sort'},
	{
		kind: 'doctor',
		host: 'web',
		run: Symbol('run'),
		stages: [],
		underWay: null,
		isRawShown: false,
		fixes: [],
		position: listStart,
	},
	{kind: 'confirm', question: '?', command: 'app.quit'},
	...questionDialogs,
	{...asked, kind: 'approve', body: [], question: '?', name: null, field: emptyField},
	{...asked, kind: 'approve', body: [], question: '?', name: 'web', field: emptyField},
	{...asked, kind: 'choose', items: [], field: emptyField},
	{
		...asked,
		kind: 'form',
		intro: [],
		fields: [textField],
		focused: 0,
		suggestions: [],
		outlook: [],
		submit: '',
	},
	{
		...asked,
		kind: 'form',
		intro: [],
		fields: [{...textField, options: []}],
		focused: 0,
		suggestions: [],
		outlook: [],
		submit: '',
	},
	{kind: 'notice', title: '', tone: 'bad', text: [], raw: [], position: listStart},
	{kind: 'busy', isShown: true, mayAsk: false},
	{kind: 'transfers', position: listStart},
	viewer,
];
const situations: readonly [string, AppState][] = [
	...panes.map((pane): [string, AppState] => [pane, {...start, focus: pane}]),
	['the files', {...start, screen: 'files'}],
	['the filter of the files', {...start, screen: 'files', files: {...start.files, isFiltering: true}}],
	['the search of the viewer', {...start, dialog: {...viewer, isTyping: true}}],
	['the filter', {...start, hosts: {...start.hosts, isFiltering: true}}],
	...dialogs.map((dialog): [string, AppState] => [dialog.kind, {...start, dialog}]),
];

for (const [name, state] of situations) {
	test(`no key means two things in ${name}`, () => {
		const scopes = liveScopes(state);
		const keys = entries.filter(entry => scopes.includes(entry.scope)).flatMap(entry => entry.keys);
		assert.deepEqual(
			keys.filter((key, index) => keys.indexOf(key) !== index),
			[],
		);
	});
}

test('every command has an id of its own', () => {
	assert.equal(new Set(entries.map(({id}) => id)).size, entries.length);
});

test('every key can be pressed: its name is one that the terminal input is read as', () => {
	const named = new Set([
		'Enter',
		'Esc',
		'Tab',
		'Space',
		'Backspace',
		'Up',
		'Down',
		'Left',
		'Right',
		'Home',
		'End',
	]);
	for (const key of entries.flatMap(entry => entry.keys)) {
		const isKnown =
			named.has(key) ||
			/^(PageUp|PageDown|Insert|Delete|Shift\+Tab|F([1-9]|1[0-2])|Ctrl\+[A-Z])$/.test(key) ||
			(key.length === 1 && readChords(key)[0] === key);
		assert.ok(isKnown, key);
	}
});

test('keys that terminals cannot tell from others, or that stop the output, are never bound', () => {
	const forbidden = ['Ctrl+H', 'Ctrl+I', 'Ctrl+J', 'Ctrl+M', 'Ctrl+S', 'Ctrl+Q'];
	assert.deepEqual(
		entries.flatMap(entry => entry.keys).filter(key => forbidden.includes(key)),
		[],
	);
});

test('every F-key has a letter twin', () => {
	for (const entry of entries.filter(({keys}) => keys.some(key => /^F\d/.test(key)))) {
		assert.ok(
			entry.keys.some(key => !/^F\d/.test(key)),
			entry.id,
		);
	}
});

test('what a key does is told once under a title', () => {
	for (const title of new Set(Object.values(scopes))) {
		const told = commandsUnder(title).map(entry => `${entry.keys.join(' ')} ${entry.title}`);
		assert.equal(new Set(told).size, told.length, title);
	}
});

test('the palette shows every command whole at 80 columns', () => {
	const room = dialogRoom(80, 24, 88, 1).content.width - keyColumn;
	assert.deepEqual(
		entries.filter(({isKeyOnly, title}) => isKeyOnly !== true && title.length > room).map(({id}) => id),
		[],
	);
});
