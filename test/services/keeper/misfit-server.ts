import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {after} from 'node:test';
import ssh2 from 'ssh2';
import {tempDir} from '../../helpers/temp-dir.ts';

/** A server that takes a password, and no session on the first connection that logs in; later ones get SFTP. */
export type Misfit = {
	/** A config for `ssh -F` with the host `misfit`, whose key is known. */
	readonly config: string;
	readonly logins: () => number;
};

/** Starts it on loopback; it is stopped when the running test ends. */
export async function startMisfit({password}: {readonly password: string}): Promise<Misfit> {
	const directory = tempDir('misfit');
	const key = join(directory, 'key');
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
	let logins = 0;
	const clients = new Set<ssh2.Connection>();
	const server = new ssh2.Server({hostKeys: [readFileSync(key)], banner: 'For members.'}, client => {
		clients.add(client);
		client.on('error', () => {});
		client.on('close', () => clients.delete(client));
		client.on('authentication', context => {
			if (context.method === 'password' && context.password === password) {
				context.accept();
			} else {
				context.reject(['password']);
			}
		});
		client.on('ready', () => {
			const isFirst = logins++ === 0;
			client.on('session', (accept, reject) => {
				if (isFirst) {
					reject();
				} else {
					accept().on('sftp', open => open());
				}
			});
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	after(() => {
		for (const client of clients) {
			client.end();
		}
		server.close();
	});
	const {port} = server.address() as AddressInfo;
	const known = join(directory, 'known_hosts');
	writeFileSync(known, `[127.0.0.1]:${port} ${readFileSync(`${key}.pub`, 'utf8')}`);
	const config = join(directory, 'config');
	const lines = [
		'Host misfit',
		'HostName 127.0.0.1',
		`Port ${port}`,
		'User me',
		'IdentityFile none',
		'IdentityAgent none',
		`UserKnownHostsFile ${known}`,
		'GlobalKnownHostsFile /dev/null',
	];
	writeFileSync(config, `${lines.join('\n')}\n`);
	return {config, logins: () => logins};
}
