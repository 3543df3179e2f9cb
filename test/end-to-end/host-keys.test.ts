import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {openProgram} from '../helpers/program.ts';
import {startSshd} from '../helpers/sshd.ts';
import {until} from '../helpers/wait.ts';

function printOf(key: string): string {
	return execFileSync('ssh-keygen', ['-lf', key], {encoding: 'utf8'}).split(' ')[1] ?? '';
}

test('a changed key: ssh refuses, the name is typed, the next Enter has ssh ask, and the new key is known', async () => {
	const sshd = await startSshd();
	const name = `[127.0.0.1]:${sshd.port}`;
	const publicKey = `${sshd.hostKeys[0]}.pub`;
	const old = readFileSync(`${sshd.identityFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
	writeFileSync(sshd.knownHostsFile, `# kept\n${name},alias ${old}\nother ${old}\n`);
	const before = readFileSync(sshd.knownHostsFile, 'utf8');
	const program = openProgram(['-F', sshd.writeConfig([sshd.configFor('web-1')])]);
	await program.shows('1 host');
	program.press('Enter');
	await program.shows('web-1: THE HOST KEY HAS CHANGED');
	await program.shows(printOf(publicKey));
	await program.shows(printOf(`${sshd.identityFile}.pub`));
	program.press('Enter');
	await program.showsNot('THE HOST KEY HAS CHANGED');
	assert.equal(readFileSync(sshd.knownHostsFile, 'utf8'), before);
	program.press('Enter');
	await program.shows('web-1: THE HOST KEY HAS CHANGED');
	program.write('rweb-1\r');
	await program.shows('known key removed');
	assert.equal(readFileSync(sshd.knownHostsFile, 'utf8'), `# kept\nalias ${old}\nother ${old}\n`);
	program.press('Enter');
	await program.showsNot('known key removed');
	program.press('Enter');
	await program.shows('(yes/no/[fingerprint])?');
	assert.equal(program.isAlternate, false);
	await program.shows(printOf(publicKey));
	program.write('yes\r');
	await until(() => !readFileSync(sshd.knownHostsFile, 'utf8').endsWith(`other ${old}\n`));
	program.write('echo in-$((1+1))\r');
	await program.shows('in-2');
	program.write('exit\r');
	await program.shows(/✓ web-1 .*ok/);
	const known = execFileSync('ssh-keygen', ['-l', '-F', name, '-f', sshd.knownHostsFile], {encoding: 'utf8'});
	assert.ok(known.includes(printOf(publicKey)));
	program.press('u');
	await program.shows('has changed since keys were removed');
	program.press('q');
	assert.equal((await program.exited).code, 0);
});

test('a revoked key and one of another type end in the red dialog as well, and touch no file', async () => {
	const sshd = await startSshd();
	const shown = readFileSync(`${sshd.hostKeys[0]}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
	const rsa = `${sshd.directory}/rsa`;
	execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-N', '', '-f', rsa]);
	const other = readFileSync(`${rsa}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
	const program = openProgram(['-F', sshd.writeConfig([sshd.configFor('web-1')])]);
	await program.shows('1 host');
	for (const [line, title] of [
		[`@revoked * ${shown}`, 'web-1: REVOKED HOST KEY'],
		[`[127.0.0.1]:${sshd.port} ${other}`, 'web-1: THE HOST KEY HAS CHANGED'],
	] as const) {
		writeFileSync(sshd.knownHostsFile, `${line}\n`);
		program.press('Enter');
		await program.shows(title);
		await program.shows('shows now');
		program.press('Esc');
		await program.showsNot(title);
		assert.equal(readFileSync(sshd.knownHostsFile, 'utf8'), `${line}\n`);
	}
	program.press('q');
	await program.exited;
});
