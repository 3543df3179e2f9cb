import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {openPty} from '../helpers/pty.ts';
import {startSshd} from '../helpers/sshd.ts';
import {openDen} from '../services/keeper/keeper-in.ts';

const secret = 'geheim-zw4nzig';
const sshd = await startSshd();
execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', sshd.identityFile]);
const known = readFileSync(sshd.knownHostsFile, 'utf8');
const config = sshd.writeConfig([sshd.configFor('box')]);

function place() {
	const den = openDen();
	const args = [
		'--import',
		'tsx',
		join(import.meta.dirname, '../fixtures/lease-on-terminal.ts'),
		config,
		'box',
	];
	return {args, env: {...den.env, SSH_AUTH_SOCK: undefined}};
}

test('a command asks on its terminal: the key in the open, the passphrase unseen', async () => {
	writeFileSync(sshd.knownHostsFile, '');
	const {args, env} = place();
	const pty = openPty(process.execPath, args, {env, cols: 160});
	await pty.shows(/box: The host key of \[127\.0\.0\.1\]:\d+ is not known:/);
	pty.write('maybe\r');
	await pty.shows('Type yes, or paste the fingerprint you were given.');
	pty.write('nono\u007F\u007F\u0015yes\r');
	await pty.shows('box: Passphrase of the key');
	pty.write('wrong\r');
	await pty.shows('What was typed before was not right.');
	pty.write(`${secret}x\u007F\r`);
	await pty.shows('leased');
	assert.equal((await pty.exited).code, 0);
	assert.ok(!pty.output.includes(secret.slice(0, 4)));
	assert.match(readFileSync(sshd.knownHostsFile, 'utf8'), /^\[127\.0\.0\.1\]:\d+ ssh-ed25519 /);
	writeFileSync(sshd.knownHostsFile, known);
});

test('Ctrl+C at a question ends the command, and the terminal shows again what is typed', async () => {
	const {args, env} = place();
	const pty = openPty('bash', ['-c', '"$0" "$@"; stty -a', process.execPath, ...args], {env, cols: 160});
	await pty.shows('box: Passphrase of the key');
	pty.write('\u0003');
	await pty.shows(/ icanon /);
	await pty.shows(/ echo /);
	assert.ok(!pty.output.includes('leased'));
});

test('without a terminal the connection needs you, at once', async () => {
	const {args, env} = place();
	const child = spawn(process.execPath, args, {env, detached: true, stdio: ['ignore', 'pipe', 'inherit']});
	let said = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		said += text;
	});
	await once(child, 'close');
	assert.match(
		said,
		/^not leased: box: ssh asks for the passphrase of .+, and nobody was there to answer\.\n$/,
	);
});
