import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {Failure} from '../../../source/core/errors.ts';
import {makeRuntimeDirectory, runtimeCandidates} from '../../../source/services/keeper/runtime-directory.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

test('takes the first place that is private and short', () => {
	const base = tempDir();
	const [open, link, file, good] = ['open', 'link', 'file', 'good'].map(name => join(base, name)) as [
		...[string, string, string, string],
	];
	mkdirSync(open, {mode: 0o755});
	chmodSync(open, 0o755);
	mkdirSync(join(base, 'target'), {mode: 0o700});
	symlinkSync(join(base, 'target'), link);
	writeFileSync(file, '');
	const long = join(base, 'x'.repeat(120));
	const bad = [open, link, file, join(file, 'below'), long];
	assert.equal(makeRuntimeDirectory([...bad, good]), good);
	assert.equal(statSync(good).mode & 0o777, 0o700);
	assert.throws(
		() => makeRuntimeDirectory(bad),
		(error: unknown) => {
			assert.ok(error instanceof Failure);
			assert.match(
				error.message,
				/^There is no place for sockets: .*open is open to others; .*too long a path\.$/,
			);
			return true;
		},
	);
});

test('prefers the directory of the login, then the cache, then temporary ones', () => {
	const uid = process.getuid!();
	const env = {XDG_RUNTIME_DIR: '/run/user/5', XDG_CACHE_HOME: 'relative', HOME: '/h', TMPDIR: '/t'};
	assert.deepEqual(runtimeCandidates(env, '/home'), [
		'/run/user/5/sallyport',
		'/h/.cache/sallyport/run',
		`/t/sallyport-${uid}`,
		`/tmp/sallyport-${uid}`,
	]);
	assert.equal(runtimeCandidates({}, '/home')[0], '/home/.cache/sallyport/run');
});
