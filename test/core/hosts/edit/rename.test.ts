import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readConfigText} from '../../../../source/core/hosts/config-text.ts';
import {blocksOf} from '../../../../source/core/hosts/config-tree.ts';
import {renameJumps, renameOf} from '../../../../source/core/hosts/edit/rename.ts';
import {listHosts} from '../../../../source/core/hosts/list-hosts.ts';
import {emptyMemory, renamed} from '../../../../source/core/hosts/memory.ts';

function blocks(text: string) {
	return blocksOf([{path: '/c', lines: readConfigText(text), includes: new Map()}]);
}

test('every way to name a host in ProxyJump follows its new name, and nothing else does', () => {
	const cases: Array<[argument: string, renamed: string | null]> = [
		['web', 'new'],
		['a,web,b', 'a,new,b'],
		['web@web:22', 'web@new:22'],
		['u@x@web', 'u@x@new'],
		['[web]:2', '[new]:2'],
		['ssh://web:22', 'ssh://new:22'],
		['ssh://u@web/, web # why', 'ssh://u@new/, new'],
		['web-2', null],
		['web@other', null],
		['none', null],
	];
	for (const [argument, wanted] of cases) {
		const [fix] = renameJumps(blocks(`Host *\n  ProxyJump ${argument}\n`), {from: 'web', to: 'new'});
		const change = fix?.fix.change;
		assert.equal(change?.kind === 'argument' ? change.argument : null, wanted, argument);
	}
	const twice = 'Host web\nHost a web\nHost b\n  ProxyJump web\n';
	assert.deepEqual(renameJumps(blocks(twice), {from: 'web', to: 'new'}), []);
	const [fix] = renameJumps(blocks('Host a\n  ProxyJump ssh\n'), {from: 'ssh', to: '$&'});
	assert.deepEqual(fix?.fix.change, {kind: 'argument', argument: '$&'});
});

test('a name for another is a renaming, unless the new one is taken', () => {
	const {hosts} = listHosts(blocks('Host web alias\nHost db\n'));
	const cases: Array<[before: string, after: string, renamed: string | null]> = [
		['web alias', 'new alias', 'web → new'],
		['web alias', 'alias', null],
		['web alias', 'web alias more', null],
		['web alias', 'db alias', null],
		['web alias', 'one two', null],
		['web alias', 'web* alias', null],
	];
	for (const [before, after, wanted] of cases) {
		const found = renameOf({hosts}, before.split(' '), after.split(' '));
		assert.equal(found && `${found.from} → ${found.to}`, wanted, `${before} → ${after}`);
	}
});

test('what is remembered of a host goes by its new name, in place of what was left of that one', () => {
	const used = (lastUsed: number) => ({lastUsed, lastOk: null, lastFailure: null});
	const memory = {
		...emptyMemory,
		history: {web: used(2), new: used(1), db: used(3)},
		pins: ['db', 'web', 'new'],
		bookmarks: {web: ['/srv'], '': ['/home']},
	};
	const after = renamed(memory, 'web', 'new');
	assert.deepEqual(after.history, {new: used(2), db: used(3)});
	assert.deepEqual(after.pins, ['db', 'new']);
	assert.deepEqual(after.bookmarks, {new: ['/srv'], '': ['/home']});
	assert.deepEqual(renamed(emptyMemory, 'web', 'new'), emptyMemory);
});
