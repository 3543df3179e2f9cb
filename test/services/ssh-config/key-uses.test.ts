import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {usersOf} from '../../../source/core/keys/key-uses.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {openIn, writeFiles} from './open-in.ts';

async function usesOf(text: string) {
	const home = tempDir('uses');
	writeFiles(home, {'.ssh/config': text});
	const {keyUses} = await openIn(home).read();
	const at = (name: string): string => join(home, '.ssh', name);
	return {keyUses, at, users: (name: string) => usersOf(keyUses, at(name))};
}

test('a key is used by every host whose blocks name it, wildcards included', async () => {
	const {users, keyUses, at} = await usesOf(`
Host web-1 web-2
	IdentityFile ~/.ssh/web
Host web-* !web-2
	IdentityFile "~/.ssh/both of them"
Host db
	IdentityFile=%d/.ssh/%n-%r
	User postgres
Host *
	IdentityFile ~/.ssh/all.pub
`);
	assert.deepEqual(users('web'), ['web-1', 'web-2']);
	assert.deepEqual(users('both of them'), ['web-1']);
	assert.deepEqual(users('db-postgres'), ['db']);
	assert.deepEqual(users('all'), ['web-1', 'web-2', 'db']);
	assert.deepEqual(users('id_ed25519'), []);
	assert.deepEqual(keyUses.named.toSorted(), [
		at('all.pub'),
		at('both of them'),
		at('db-postgres'),
		at('web'),
	]);
});

test('a host that names none uses the files that ssh tries by itself, and none with IdentityFile none', async () => {
	const {users, keyUses} = await usesOf(
		'Host a\nHost b\n  IdentityFile none\nHost c\n  IdentityFile ~/.ssh/c\n',
	);
	assert.deepEqual(users('id_ed25519'), ['a']);
	assert.deepEqual(users('id_rsa'), ['a']);
	assert.deepEqual(users('c'), ['c']);
	assert.equal(keyUses.named.length, 1);
});

test('what a Match block names is listed, but for nobody; what only a connection knows is not', async () => {
	const {users, keyUses, at} = await usesOf(
		'Host a\nHost b\n IdentityFile ~/.ssh/%C\nMatch exec "false"\n IdentityFile ~/.ssh/matched\n',
	);
	assert.deepEqual(keyUses.named, [at('matched')]);
	assert.deepEqual(users('matched'), []);
});

test('hosts that ask another agent are told apart by its socket', async () => {
	const {keyUses, at} = await usesOf(`
Host a b
	IdentityAgent ~/.ssh/agent.sock
Host c
	IdentityAgent none
Host d
	IdentityAgent SSH_AUTH_SOCK
Host *
	IdentityAgent ~/.ssh/agent.sock
`);
	assert.deepEqual(keyUses.agents, [
		{socket: at('agent.sock'), hosts: ['a', 'b']},
		{socket: null, hosts: ['c']},
	]);
});
