import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, writeFileSync} from 'node:fs';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {after} from 'node:test';
import ssh2 from 'ssh2';
import {tempDir} from './temp-dir.ts';

/** One thing that the server wants before it lets in; after it the next. */
export type Factor =
	| {readonly method: 'publickey'}
	| {readonly method: 'password'; readonly secret: string}
	| {
			readonly method: 'keyboard-interactive';
			readonly prompts: readonly string[];
			readonly secrets: readonly string[];
			/** What it says above them. */
			readonly title?: string;
			readonly instructions?: string;
	  };

export type AskingServer = {
	readonly port: number;
	readonly knownHostsFile: string;
	/** A block of ssh_config(5) that leads here and touches nothing of the user's. */
	readonly configFor: (alias: string, extraLines?: readonly string[]) => string;
	/** How many have been let in. */
	readonly logins: () => number;
};

/**
 * Starts a server (of the ssh2 package) that asks what no sshd could without an account of the system: passwords and
 * questions of its own, several factors in order. Any key is taken. It serves SFTP, and is stopped when the test ends.
 */
export async function startAskingServer(factors: readonly Factor[]): Promise<AskingServer> {
	const directory = tempDir('asking');
	const key = join(directory, 'key');
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
	const clients = new Set<ssh2.Connection>();
	let logins = 0;
	const server = new ssh2.Server({hostKeys: [readFileSync(key)]}, client => {
		let passed = 0;
		clients.add(client);
		client.on('error', () => {});
		client.on('close', () => clients.delete(client));
		client.on('authentication', context => {
			const factor = factors[passed];
			const refuse = (isPartial: boolean): void => {
				const next = factors[passed]?.method;
				context.reject(next === undefined ? [] : [next], isPartial);
			};
			const judge = (isRight: boolean): void => {
				passed += isRight ? 1 : 0;
				if (isRight && passed === factors.length) {
					context.accept();
				} else {
					refuse(isRight);
				}
			};
			if (context.method === 'publickey' && factor?.method === 'publickey') {
				// Without a signature it only asks whether the key would do.
				if (context.signature === undefined) {
					context.accept();
				} else {
					judge(true);
				}
			} else if (context.method === 'password' && factor?.method === 'password') {
				judge(context.password === factor.secret);
			} else if (context.method === 'keyboard-interactive' && factor?.method === 'keyboard-interactive') {
				const prompts = factor.prompts.map(prompt => ({prompt, echo: false}));
				const {title = '', instructions = ''} = factor;
				context.prompt(prompts, title, instructions, answers =>
					judge(answers.join('\n') === factor.secrets.join('\n')),
				);
			} else {
				refuse(false);
			}
		});
		client.on('ready', () => {
			logins++;
			client.on('session', accept => {
				const session = accept();
				session.on('sftp', open => open());
			});
			client.on('tcpip', accept => accept().end());
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
	const knownHostsFile = join(directory, 'known_hosts');
	writeFileSync(knownHostsFile, `[127.0.0.1]:${port} ${readFileSync(`${key}.pub`, 'utf8')}`);
	const configFor = (alias: string, extraLines: readonly string[] = []): string => {
		const lines = [
			...extraLines,
			'HostName 127.0.0.1',
			`Port ${port}`,
			'User me',
			'IdentitiesOnly yes',
			'IdentityFile none',
			'IdentityAgent none',
			`UserKnownHostsFile ${knownHostsFile}`,
			'GlobalKnownHostsFile /dev/null',
		];
		return `Host ${alias}\n${lines.map(line => `\t${line}\n`).join('')}`;
	};
	return {port, knownHostsFile, configFor, logins: () => logins};
}
