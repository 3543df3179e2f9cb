import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {classifyPrompt} from '../../../source/core/prompts/classify-prompt.ts';
import {startAgent} from '../../helpers/agent.ts';
import {type Sshd, startSshd} from '../../helpers/sshd.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

const child = {alias: 'web', hops: []};

/** Runs a program of OpenSSH with an askpass that answers; gives what it asked, classified, and how it ended. */
function asked(program: string, args: readonly string[], answer: string, env: Record<string, string> = {}) {
	const directory = tempDir('askpass');
	const [askpass, heard] = [join(directory, 'ask'), join(directory, 'heard')];
	writeFileSync(
		askpass,
		`#!/bin/sh\nprintf '%s\\037%s\\036' "$1" "\${SSH_ASKPASS_PROMPT-unset}" >>'${heard}'\ncase $1 in Bad*) echo;; *) printf '%s\\n' '${answer}';; esac\n`,
	);
	chmodSync(askpass, 0o700);
	const {status, stderr} = spawnSync(program, args, {
		encoding: 'utf8',
		timeout: 10_000,
		stdio: ['ignore', 'ignore', 'pipe'],
		env: {PATH: process.env['PATH'], ...env, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force'},
	});
	const texts = existsSync(heard) ? readFileSync(heard, 'utf8').split('\u001E').slice(0, -1) : [];
	const prompts = texts.map(text => {
		const [words = '', kind = ''] = text.split('\u001F');
		return classifyPrompt(words, kind === 'unset' ? undefined : kind, child);
	});
	return {prompts, status, stderr};
}

function connect(sshd: Sshd, answer: string, lines: readonly string[] = []) {
	const config = sshd.writeConfig([sshd.configFor('web', lines)]);
	return asked('ssh', ['-F', config, '--', 'web', 'true'], answer);
}

function key(passphrase: string): string {
	const path = join(tempDir('key'), 'id');
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
	return path;
}

test('ssh accepts the fingerprint it asks about, and leaves known_hosts alone for any other answer', async () => {
	const sshd = await startSshd();
	const other = readFileSync(`${sshd.hostKeys[0]}.pub`, 'utf8');
	writeFileSync(sshd.knownHostsFile, `# mine\nelsewhere ${other}`);
	const before = readFileSync(sshd.knownHostsFile);
	const refused = connect(sshd, 'no');
	const [prompt] = refused.prompts;
	assert.equal(prompt?.kind, 'host-key');
	const {question} = prompt;
	assert.equal(question.host, `[127.0.0.1]:${sshd.port}`);
	assert.equal(question.address, `[127.0.0.1]:${sshd.port}`);
	assert.deepEqual(question.otherNames, [{place: `${sshd.knownHostsFile}:2`, name: 'elsewhere'}]);
	assert.equal(refused.status, 255);
	assert.deepEqual(readFileSync(sshd.knownHostsFile), before);
	const accepted = connect(sshd, question.fingerprint);
	assert.equal(accepted.status, 0, accepted.stderr);
	assert.equal(accepted.prompts.length, 1);
	assert.notDeepEqual(readFileSync(sshd.knownHostsFile), before);
});

test('the passphrase of a key is asked for as often as ssh does, by its path', async () => {
	const sshd = await startSshd();
	const path = key('right');
	writeFileSync(sshd.authorizedKeysFile, readFileSync(`${path}.pub`));
	const lines = [`IdentityFile ${path}`];
	const wrong = connect(sshd, 'wrong', lines);
	const expected = {child, kind: 'passphrase', keyPath: path, step: 'unlock', isRetry: false};
	assert.deepEqual(wrong.prompts, [expected, expected, expected]);
	assert.deepEqual(connect(sshd, 'right', lines), {prompts: [expected], status: 0, stderr: ''});
});

test('ssh-add and ssh-keygen ask in words that are known', async () => {
	const agent = await startAgent();
	const env = {SSH_AUTH_SOCK: agent.socket};
	const path = key('right');
	const kinds = (program: string, args: readonly string[], answer: string) =>
		asked(program, args, answer, env).prompts.map(prompt =>
			prompt.kind === 'passphrase' ? `${prompt.step} ${prompt.keyPath ?? '-'}` : prompt.kind,
		);
	assert.deepEqual(kinds('ssh-add', [path], 'right'), [`unlock ${path}`]);
	const repeated = asked('ssh-add', ['-c', path], 'wrong', env).prompts;
	const expected = {child, kind: 'passphrase', keyPath: path, step: 'unlock', isRetry: false};
	assert.deepEqual(repeated, [expected, {...expected, isRetry: true}]);
	assert.deepEqual(kinds('ssh-add', ['-x'], 'lock'), ['lock -', 'again -']);
	assert.deepEqual(kinds('ssh-add', ['-X'], 'lock'), ['lock -']);
	assert.deepEqual(kinds('ssh-keygen', ['-y', '-f', path], 'right'), ['unlock -']);
	assert.deepEqual(kinds('ssh-keygen', ['-p', '-f', path], 'right'), ['old -', 'new -', 'again -']);
	const made = join(tempDir('made'), 'id');
	const steps = kinds('ssh-keygen', ['-q', '-t', 'ed25519', '-f', made], 'fresh');
	assert.deepEqual(
		steps.map(step => step.split(' ')[0]),
		['new', 'again'],
	);
	rmSync(made);
});
