import assert from 'node:assert/strict';
import {existsSync, lstatSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import ssh2 from 'ssh2';
import {makeKey, writeEncryptedKey, writeKey} from '../../../source/demo/place/keys.ts';
import {capture} from '../../../source/services/ssh/capture.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {patience} from '../../helpers/wait.ts';

test('every key can be used', async () => {
	const keys = await Promise.all(Array.from({length: 1500}, () => makeKey('ed25519', 'test')));
	assert.ok(keys.every(pair => !(ssh2.utils.parseKey(pair.private) instanceof Error)));
});

test('a key is written as ssh-keygen writes and reads it', async () => {
	const file = join(tempDir('keys'), 'id');
	const line = await writeKey(file, 'ecdsa', 'a comment');
	assert.equal(lstatSync(file).mode & 0o777, 0o600);
	assert.equal(readFileSync(`${file}.pub`, 'utf8'), `${line}\n`);
	const {stdout} = await capture('ssh-keygen', ['-y', '-f', file], {deadline: patience});
	assert.equal(stdout.trim(), line);
});

test('an encrypted key opens with its passphrase only', async () => {
	const file = join(tempDir('keys'), 'id');
	const line = await writeEncryptedKey(file, 'a comment', 'right');
	assert.ok(existsSync(`${file}.pub`));
	const open = (passphrase: string) =>
		capture('ssh-keygen', ['-y', '-P', passphrase, '-f', file], {deadline: patience});
	assert.equal((await open('right')).stdout.trim(), line);
	assert.notEqual((await open('wrong')).code, 0);
});
