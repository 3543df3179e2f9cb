import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {mayUseHardwareKey} from '../../../source/services/ssh/hardware-key.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

test('tells a directory with a hardware key from one without', async () => {
	const directory = tempDir('keys');
	writeFileSync(join(directory, 'a.pub'), 'ssh-ed25519 AAAA sk-ssh-ed25519@openssh.com\n');
	execFileSync('mkfifo', [join(directory, 'b.pub')]);
	mkdirSync(join(directory, 'c.pub'));
	assert.equal(await mayUseHardwareKey(directory), false);
	writeFileSync(join(directory, 'token.pub'), 'sk-ssh-ed25519@openssh.com AAAA me\n');
	assert.equal(await mayUseHardwareKey(directory), true);
});

test('knows the usual names and the keys named elsewhere', async () => {
	const directory = tempDir('keys');
	assert.equal(await mayUseHardwareKey(join(directory, 'none')), false);
	const key = join(directory, 'token');
	writeFileSync(`${key}.pub`, 'sk-ecdsa-sha2-nistp256-cert-v01@openssh.com AAAA\n');
	assert.equal(await mayUseHardwareKey(join(directory, 'none'), [join(directory, 'other'), key]), true);
	const usual = tempDir('keys');
	writeFileSync(join(usual, 'id_ed25519_sk'), 'private');
	assert.equal(await mayUseHardwareKey(usual), true);
});
