import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readConfigText} from '../../../source/core/hosts/config-text.ts';
import {blocksOf} from '../../../source/core/hosts/config-tree.ts';
import {reachableExec} from '../../../source/core/hosts/match-exec.ts';

function line(text: string, alias = 'web'): number | null {
	const blocks = blocksOf([{path: '/c', lines: readConfigText(text), includes: new Map()}]);
	return reachableExec(blocks, alias, 'me')?.line ?? null;
}

test('a command that may run for the alias is found', () => {
	for (const text of [
		'Match exec "true"',
		'Match !exec true',
		'Match EXEC=true',
		'Match host web exec x',
		'Match host=w* exec=x',
		'Match originalhost web exec x',
		'Match !host db exec x',
		'Match user me exec x',
		'Match localuser me exec x',
		'Match localnetwork 10.0.0.0/8 exec x',
		'Match canonical exec x',
		'Match !final exec x',
		'Match "exec" true',
		'Match ex"ec" true',
		'Match host web e"xe"c true',
		'Match ex"ec " true',
		"Match ex'ec' true",
		'Ma"tch" exec true',
		'Match host "a b" exec x',
		'Match colour blue exec x',
		'Host other\nMatch exec x',
	]) {
		assert.notEqual(line(text), null, text);
	}
});

test('a command after a criterion that cannot be met is not', () => {
	for (const text of [
		'Match host db exec x',
		'Match host "db,cache" exec x',
		'Match originalhost !web exec x',
		'Match !originalhost w* exec x',
		'Match user bob exec x',
		'Match localuser bob exec x',
		'Match host executor',
		'Match all # exec x',
		'Host exec',
		'Host web\nLocalCommand exec x',
	]) {
		assert.equal(line(text), null, text);
	}
});

test('the host and the user may have been set before', () => {
	assert.equal(line('Host web\nHostName db\nMatch host db exec x'), 3);
	assert.equal(line('Host other\nHostName db\nMatch host db exec x'), null);
	assert.equal(line('Match host web\nHostName %h.example\nMatch host *.example exec x'), 3);
	assert.equal(line('Host web\nUser bob\nMatch user bob exec x'), 3);
});

test('where a second pass may come, a Host line of the final name may apply', () => {
	assert.equal(line('Host web\nHostName h\nHost h\nUser bob\nMatch final\nMatch user bob exec x'), 6);
	assert.equal(line('CanonicalizeHostname yes\nMatch host web.example exec x'), 2);
});
