import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {isAbort} from '../../source/core/errors.ts';
import {openDashboard} from '../helpers/dashboard.tsx';
import {startSshd} from '../helpers/sshd.ts';
import {openDen} from '../services/keeper/keeper-in.ts';

test('a connection of the keeper asks about the host key, then for the passphrase, and Esc leaves no trace', async () => {
	const sshd = await startSshd();
	const secret = 'geheim-zw4nzig';
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', secret, '-f', sshd.identityFile]);
	writeFileSync(sshd.knownHostsFile, '# mine\n');
	const block = sshd.configFor('box');
	const client = openDen().client(sshd.writeConfig([block]));
	const {screen, answering} = await openDashboard({config: block});

	const cancelled = client.lease('box', {onPrompt: answering()});
	await screen.shows('box: host key not known');
	await screen.shows(/by name +nothing known/);
	const ended = assert.rejects(cancelled, isAbort);
	await screen.press('Esc');
	await ended;
	assert.equal(readFileSync(sshd.knownHostsFile, 'utf8'), '# mine\n');

	const leasing = client.lease('box', {onPrompt: answering()});
	await screen.shows('box: host key not known');
	await screen.write('yes\r');
	await screen.shows('box: passphrase');
	await screen.write('wrong\r');
	await screen.shows('What was typed before was not right.');
	await screen.write(`${secret}\r`);
	const lease = await leasing;
	await screen.showsNot('passphrase');
	assert.match(readFileSync(sshd.knownHostsFile, 'utf8'), /^# mine\n\[127\.0\.0\.1\]:\d+ ssh-ed25519 /);
	lease.release();
	client.close();
});
