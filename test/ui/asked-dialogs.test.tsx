import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {FormPlan} from '../../source/commands/dialogs/form.ts';
import {openDashboard} from '../helpers/dashboard.tsx';

test('a question is answered by y, and by nothing else', async () => {
	const {screen, dialogs} = await openDashboard();
	const ask = () => dialogs.confirm({title: 'Delete it', body: [{text: 'web\u001B[2J'}], question: 'Sure?'});
	const first = ask();
	await screen.shows('web\\x1b[2J');
	await screen.press('Enter');
	assert.equal(await first, false);
	const second = ask();
	await screen.shows('Sure?');
	await screen.press('y');
	assert.equal(await second, true);
	await screen.showsNot('Delete it');
});

test('what is dear is answered by its name alone', async () => {
	const {screen, dialogs} = await openDashboard();
	const answer = dialogs.confirm({title: 'Delete it', question: 'Delete?', name: 'db-1'});
	await screen.shows('Type db-1 to say yes.');
	await screen.press('y', 'Enter');
	await screen.shows('Nothing done: type db-1');
	await screen.press('Ctrl+U');
	await screen.write('db-1');
	await screen.press('Enter');
	assert.equal(await answer, true);
});

test('an item is chosen among those that fit what is typed', async () => {
	const {screen, dialogs} = await openDashboard();
	const items = [
		{label: 'Overwrite', note: 'replace what is there', value: 1},
		{label: 'Skip', value: 2},
		{label: 'Rename', value: 3},
	];
	const chosen = dialogs.choose({title: 'What now', items});
	await screen.shows(/Overwrite +replace what is there/);
	await screen.write('re');
	await screen.showsNot('Skip');
	await screen.press('Down', 'Enter');
	assert.equal((await chosen)?.value, 3);
	const left = dialogs.choose({title: 'What now', items});
	await screen.press('Esc');
	assert.equal(await left, null);
});

type Id = 'kind' | 'port' | 'target';
const plan: FormPlan<Id> = {
	title: 'New forward',
	fields: [
		{
			id: 'kind',
			label: 'kind',
			options: [
				{value: 'L', label: 'local'},
				{value: 'D', label: 'dynamic'},
			],
		},
		{id: 'port', label: 'port', note: 'on this machine'},
		{id: 'target', label: 'target', value: 'db'},
	],
	submit: 'start',
	async check({kind, port}) {
		return {
			errors: /^\d+$/.test(port) ? {} : {port: 'That is no port.'},
			hidden: kind === 'D' ? ['target'] : [],
			outlook: [{text: `It will listen on ${port}.`}],
		};
	},
	suggest: id => (id === 'target' ? ['db.internal', 'db.intranet'] : []),
	absorb(_, text) {
		const [port, target] = text.split(':');
		return target === undefined || port === undefined ? null : {port, target};
	},
};

test('a form is filled in field by field, and tells what will happen', async () => {
	const {screen, dialogs} = await openDashboard();
	const values = dialogs.form(plan);
	await screen.shows('[local]');
	await screen.press('Tab');
	await screen.shows('That is no port.');
	await screen.write('80');
	await screen.shows('It will listen on 80.');
	await screen.showsNot('That is no port.');
	await screen.press('Enter');
	assert.deepEqual(await values, {kind: 'L', port: '80', target: 'db'});
});

test('a form with something wrong is not submitted: the wrong field gets the keys', async () => {
	const {screen, dialogs} = await openDashboard();
	const values = dialogs.form(plan);
	await screen.shows('[local]');
	await screen.press('Enter');
	await screen.shows(/> port/);
	await screen.write('8x');
	await screen.press('Enter');
	await screen.shows('That is no port.');
	await screen.press('Backspace', 'Enter');
	assert.equal((await values)?.port, '8');
});

test('fields that do not apply are neither shown nor visited', async () => {
	const {screen, dialogs} = await openDashboard();
	const values = dialogs.form(plan);
	await screen.shows('target');
	await screen.press('Space');
	await screen.shows('[dynamic]');
	await screen.showsNot('target');
	await screen.press('Down', 'Down');
	await screen.shows(/> kind/);
	await screen.press('Esc');
	assert.equal(await values, null);
});

test('Tab completes what the suggestions agree on, Ctrl+N takes them one by one', async () => {
	const {screen, dialogs} = await openDashboard();
	const values = dialogs.form(plan);
	await screen.shows('[local]');
	await screen.showsNot('Ctrl+N');
	await screen.press('Up');
	await screen.shows(/> target +db/);
	await screen.shows('Ctrl+N next suggestion');
	await screen.press('Tab');
	await screen.shows(/> target +db\.int/);
	await screen.press('Ctrl+N');
	await screen.shows(/> target +db\.internal/);
	await screen.press('Ctrl+N');
	await screen.shows(/> target +db\.intranet/);
	await screen.press('Up');
	await screen.write('1');
	await screen.press('Enter');
	assert.deepEqual(await values, {kind: 'L', port: '1', target: 'db.intranet'});
});

test('a pasted text that is more than a field fills the others too', async () => {
	const {screen, dialogs} = await openDashboard();
	const values = dialogs.form(plan);
	await screen.press('Tab');
	await screen.write('\u001B[200~80:web.internal\u001B[201~');
	await screen.shows(/target +web\.internal/);
	await screen.press('Enter');
	assert.deepEqual(await values, {kind: 'L', port: '80', target: 'web.internal'});
});

test('a form comes back when what was opened over it is closed, and is left when something takes its place', async () => {
	const {screen, store, dialogs} = await openDashboard();
	const values = dialogs.form(plan);
	await screen.press('Tab');
	await screen.write('42');
	const sure = dialogs.confirm({title: 'Wait', question: 'Sure?'});
	await screen.shows('Sure?');
	await screen.press('n');
	assert.equal(await sure, false);
	await screen.shows('It will listen on 42.');
	store.send({type: 'dialog-opened', dialog: {kind: 'sort'}});
	assert.equal(await values, null);
});

test('options that just fit on a line of a small screen are shown whole, and the footer has their key', async () => {
	const {screen, dialogs} = await openDashboard({columns: 60, rows: 15});
	const options = ['local (-L)', 'remote (-R)', 'SOCKS (-D)'].map(label => ({value: label, label}));
	const values = dialogs.form({
		title: 'One',
		fields: [{id: 'kind', label: 'Kind', options}],
		submit: 'start',
	});
	await screen.shows(/> Kind +\[local \(-L\)\] {2}remote \(-R\) {3}SOCKS \(-D\)$/m);
	await screen.shows(/→ option +Enter start +Tab next +Esc leave/);
	await screen.press('Left');
	await screen.shows(/\[SOCKS \(-D\)\]/);
	await screen.press('Enter');
	assert.deepEqual(await values, {kind: 'SOCKS (-D)'});
});

test('a form on a small screen shows the field that has the keys', async () => {
	const {screen, dialogs} = await openDashboard({columns: 60, rows: 12});
	const fields = Array.from({length: 20}, (_, index) => ({id: `f${index}`, label: `field ${index}`}));
	const values = dialogs.form<string>({title: 'Many', fields, submit: 'save'});
	await screen.shows(/> field 0 /);
	await screen.press('Up');
	await screen.shows(/> field 19 /);
	await screen.press('Esc');
	assert.equal(await values, null);
});
