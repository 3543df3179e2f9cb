import {readFileSync, statSync} from 'node:fs';
import type {Duplex} from 'node:stream';
import {locate, type Sandbox} from '../sandbox/sandbox.ts';
import type {Login} from '../server/authenticate.ts';
import type {Network} from '../server/network.ts';
import {type Admit, serveHost} from '../server/serve-host.ts';
import type {DemoHost} from './demo-host.ts';

/** What opens the demo hosts: public key lines and the password. */
export type Credentials = {
	readonly keys: readonly string[];
	readonly lockedKey: string;
	readonly password: string;
};

/** What a demo host is made of in this run. `hostKey` is the private one; `streams` holds every open connection. */
export type HostParts = {
	readonly hostKey: string;
	readonly sandbox: Sandbox;
	readonly network: Network;
	readonly credentials: Credentials;
	readonly streams: Set<Duplex>;
};

const longestFile = 256 * 1024;

/** Builds the server of a demo host. */
export function admitToHost(host: DemoHost, parts: HostParts): Admit {
	const {hostKey, sandbox, network, credentials, streams} = parts;
	if (host.reach === 'silent') {
		return stream => {
			streams.add(stream);
			stream.once('close', () => streams.delete(stream));
			stream.on('error', () => stream.destroy());
			stream.resume();
		};
	}
	const [name] = host.names;
	const {user, greeting} = host;
	const shell = {name, user, greeting, sandbox, since: Date.now()};
	return serveHost(
		{
			hostKey,
			login: {...loginOf(host, credentials), installed: () => installedKeys(sandbox)},
			network,
			shell,
		},
		streams,
	);
}

/** What stands in the account's authorized_keys, as far as sshd reads that much of a file. */
function installedKeys(sandbox: Sandbox): readonly string[] {
	try {
		const {real} = locate(sandbox, '.ssh/authorized_keys', 'follow');
		return statSync(real).size > longestFile
			? []
			: readFileSync(real, 'utf8')
					.split('\n')
					.filter(line => line.trim() !== '');
	} catch {
		return [];
	}
}

function loginOf(
	{user, login}: DemoHost,
	{keys, lockedKey, password}: Credentials,
): Omit<Login, 'installed'> {
	switch (login) {
		case 'keys':
			return {user, keys, password: null};
		case 'locked key':
			return {user, keys: [lockedKey], password: null};
		case 'password':
			return {user, keys: [], password};
	}
}
