import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openDoctor} from '../../../source/services/doctor/doctor.ts';
import {openSshConfig, type SshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {type Sshd, startSshd} from '../../helpers/sshd.ts';
import {trouble} from './examine.ts';

const sshd = await startSshd();
let count = 0;

/** What the doctor says of `web` with a config of these lines, and what it would put right. */
async function examined(
	lines: readonly string[],
	{server = sshd, change = config => config}: {server?: Sshd; change?: (config: SshConfig) => SshConfig} = {},
) {
	const configFile = server.writeConfig([server.configFor('web', lines)], `config-${count++}`);
	const ssh = {program: 'ssh', configFile, env: {PATH: process.env['PATH'], HOME: '/nonexistent'}};
	const doctor = openDoctor({
		ssh,
		config: change(openSshConfig({ssh})),
		directories: {home: '/nonexistent', state: '/nonexistent'},
		sshDirectory: '/nonexistent',
		questions: async () => ({asking: {kind: 'nobody', how: 'Ask.'}, release() {}}),
		keeper: async () => null,
	});
	const signal = AbortSignal.timeout(20_000);
	const examination = await doctor.host('web', {signal, onStage() {}, onProgress() {}});
	const fixes = await doctor.fixes(examination, signal);
	return {...trouble(examination), fixes, configFile};
}

const narrow: ReadonlyArray<[line: string, stage: string, kind: string]> = [
	['Ciphers aes128-cbc', 'key exchange', 'cipher'],
	['KexAlgorithms diffie-hellman-group14-sha1', 'key exchange', 'key exchange method'],
	['HostKeyAlgorithms ssh-rsa', 'key exchange', 'host key type'],
];

for (const [line, stage, kind] of narrow) {
	test(`“${line}” of the user is named as what keeps a sound host away, and can be commented out`, async () => {
		const [option = '', argument] = line.split(' ');
		const found = await examined(['Compression no', line]);
		assert.equal(found.stage, stage);
		assert.ok(
			found.cause?.startsWith(`${option} in ${found.configFile}:3 allows no ${kind} that`),
			found.cause ?? '',
		);
		assert.match(found.advice ?? '', /^Take that line out, or have it allow \S+\.$/);
		assert.deepEqual(found.fixes, [
			{
				...{kind: 'narrow-line', option, file: found.configFile},
				fix: {line: 3, keyword: option.toLowerCase(), argument, change: {kind: 'comment-out'}},
			},
		]);
	});
}

test('MACs that allow too little are named where the cipher needs one', async () => {
	const server = await startSshd({lines: ['Ciphers aes128-ctr']});
	const found = await examined(['MACs hmac-md5'], {server});
	assert.match(
		found.cause ?? '',
		/^MACs in \S+:2 allows no MAC that the host has; ssh by itself would take /,
	);
	assert.equal(found.fixes[0]?.kind, 'narrow-line');
});

test('a key that PubkeyAcceptedAlgorithms leaves out is named with that line', async () => {
	const found = await examined(['PubkeyAcceptedAlgorithms rsa-sha2-512']);
	assert.equal(found.stage, 'authentication');
	assert.ok(
		found.cause?.includes(
			`PubkeyAcceptedAlgorithms in ${found.configFile}:2 leaves out the key ${sshd.identityFile} (ssh-ed25519)`,
		),
		found.cause ?? '',
	);
	assert.deepEqual(
		found.fixes.map(({kind}) => kind),
		['narrow-line'],
	);
});

test('a line for the whole machine is named, and left alone', async () => {
	const found = await examined(['Ciphers aes128-cbc'], {
		change: config => ({...config, userFile: '/nonexistent/config'}),
	});
	assert.match(found.cause ?? '', /^Ciphers in \S+:2 allows no cipher/);
	assert.match(
		found.advice ?? '',
		/for this whole machine: in your own config, Ciphers \S+ for this host wins/,
	);
	assert.deepEqual(found.fixes, []);
});

test('the algorithm that ssh by itself would take is named, also where the line is a list of what goes', async () => {
	const server = await startSshd({lines: ['Ciphers aes256-ctr,aes128-ctr']});
	const found = await examined(['Ciphers -aes*ctr'], {server});
	assert.match(found.cause ?? '', /; ssh by itself would take aes128-ctr\.$/);
	assert.equal(found.advice, 'Take that line out, or have it allow aes128-ctr.');
});

test('an old host is still told as one, whatever the config says, and what that allows stays as narrow', async () => {
	const server = await startSshd({lines: ['Ciphers aes128-cbc']});
	for (const [own, allowed] of [
		[[], '+aes128-cbc'],
		[['Ciphers aes256-ctr'], 'aes256-ctr,aes128-cbc'],
	] as const) {
		const found = await examined(own, {server});
		assert.match(found.cause ?? '', /no cipher in common: its SSH software is too old/);
		const [fix] = found.fixes;
		assert.deepEqual(fix?.kind === 'config' ? fix.lines : fix, [`Ciphers ${allowed}`]);
	}
});
