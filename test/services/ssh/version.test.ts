import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {Failure} from '../../../source/core/errors.ts';
import {parseVersion, sshVersion} from '../../../source/services/ssh/version.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

function sshThatSays(text: string): {program: string; configFile: null; env: NodeJS.ProcessEnv} {
	const program = join(tempDir('ssh'), 'ssh');
	writeFileSync(program, `#!/bin/sh\ncat >&2 <<'END'\n${text}\nEND\n`, {mode: 0o700});
	return {program, configFile: null, env: process.env};
}

const versions: ReadonlyArray<[text: string, major: number, minor: number]> = [
	['OpenSSH_9.2p1 Debian-2+deb12u6, OpenSSL 3.0.15 3 Sep 2024', 9, 2],
	['OpenSSH_9.9p2, LibreSSL 3.3.6', 9, 9],
	['OpenSSH_10.5p1, without OpenSSL', 10, 5],
	['OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2', 9, 5],
	['OpenSSH_8.5, LibreSSL 3.3.2', 8, 5],
];

for (const [text, major, minor] of versions) {
	test(`takes ${text}`, async () => {
		assert.deepEqual(parseVersion(`${text}\n`), {text, major, minor});
		assert.deepEqual(await sshVersion(sshThatSays(text)), {text, major, minor});
	});
}

test('knows the ssh of this machine', async () => {
	const version = await sshVersion({program: 'ssh', configFile: null, env: process.env});
	assert.match(version.text, /^OpenSSH_/);
});

const unfit: ReadonlyArray<[text: string, words: RegExp]> = [
	['OpenSSH_8.4p1 Debian-5, OpenSSL 1.1.1', /too old \(OpenSSH_8\.4p1/],
	['OpenSSH_7.9p1', /too old/],
	['Dropbear v2022.83', /is not OpenSSH: it says “Dropbear v2022\.83”/],
	['', /is not OpenSSH/],
];

for (const [text, words] of unfit) {
	test(`says clearly that “${text}” will not do`, async () => {
		await assert.rejects(sshVersion(sshThatSays(text)), error => {
			assert.ok(error instanceof Failure);
			assert.match(error.message, words);
			assert.match(error.nextStep ?? '', /8\.5 or newer/);
			return true;
		});
	});
}

test('says clearly that there is no ssh', async () => {
	await assert.rejects(sshVersion({program: 'no-such-ssh', configFile: null, env: process.env}), {
		name: 'Failure',
		message: 'There is no no-such-ssh on this machine.',
	});
});

test('can be cancelled', async () => {
	const asked = sshVersion({program: 'ssh', configFile: null, env: process.env}, AbortSignal.abort());
	await assert.rejects(asked, {name: 'AbortError'});
});
