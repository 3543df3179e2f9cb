import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {after} from 'node:test';
import type {Channel} from '../../../../source/services/keeper/channel.ts';

/** A channel to a program that speaks SFTP on its pipes, by default OpenSSH's own server; ended with the running test. */
export function serveByProgram(
	program: string = sftpServerPath(),
	args: readonly string[] = [],
): Channel & {pid: number} {
	const child = spawn(program, args, {stdio: 'pipe'});
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	child.stdin.on('error', () => {});
	const end = (): void => void child.kill('SIGKILL');
	after(end);
	return {
		pid: child.pid!,
		stdin: child.stdin,
		stdout: child.stdout,
		stderr: () => stderr,
		ended: once(child, 'exit').then(([code, signal]) => ({code, signal, stderr, stopped: null})),
		close: end,
	};
}

export function sftpServerPath(): string {
	const places = [
		'/usr/lib/openssh/sftp-server',
		'/usr/libexec/openssh/sftp-server',
		'/usr/libexec/sftp-server',
	];
	const found = places.find(path => existsSync(path));
	if (found === undefined) {
		throw new Error('There is no sftp-server on this machine: it comes with the OpenSSH server.');
	}
	return found;
}
