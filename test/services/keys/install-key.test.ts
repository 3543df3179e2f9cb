import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {isAbort} from '../../../source/core/errors.ts';
import {localFiles} from '../../../source/services/files/local/local-files.ts';
import {installKey} from '../../../source/services/keys/install/install-key.ts';
import {publicHalf} from '../../../source/services/keys/install/public-half.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

test('a cancel between the making of a file and the answer to it leaves nothing of that', async () => {
	const home = tempDir('home');
	mkdirSync(join(home, '.ssh'), {mode: 0o700});
	writeFileSync(join(home, '.ssh/authorized_keys'), '# mine\n', {mode: 0o600});
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, 'id')]);
	const half = (await publicHalf(join(home, 'id')))!;
	const real = localFiles(home);
	for (const made of ['.before-', '.part']) {
		const cancelling = new AbortController();
		const files: typeof real = {
			...real,
			async open(path, how, signal) {
				const file = await real.open(path, how, signal);
				if (path.includes(made)) {
					cancelling.abort();
					signal?.throwIfAborted();
				}
				return file;
			},
		};
		const plan = {line: 'a line', now: new Date(0), mayLeaveHome: async () => false};
		await assert.rejects(installKey(files, {...plan, key: half.key, signal: cancelling.signal}), isAbort);
		const left = readdirSync(join(home, '.ssh')).filter(name => name.includes(made));
		assert.deepEqual(left, [], made);
	}
	assert.equal(readFileSync(join(home, '.ssh/authorized_keys'), 'utf8'), '# mine\n');
});

test('a cancel between the renaming and the answer to it does not hide that the key is there', async () => {
	const home = tempDir('home');
	mkdirSync(join(home, '.ssh'), {mode: 0o700});
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, 'id')]);
	const half = (await publicHalf(join(home, 'id')))!;
	const real = localFiles(home);
	const cancelling = new AbortController();
	const files: typeof real = {
		...real,
		async rename(from, to, options, signal) {
			await real.rename(from, to, options, signal);
			cancelling.abort();
			signal?.throwIfAborted();
		},
	};
	const plan = {key: half.key, line: 'a line', now: new Date(0), mayLeaveHome: async () => false};
	const installed = await installKey(files, {...plan, signal: cancelling.signal});
	assert.equal(installed.status, 'added');
	assert.equal(readFileSync(installed.path, 'utf8'), 'a line\n');
});
