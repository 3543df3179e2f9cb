import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {atExit} from './at-exit.ts';
import {atTestEnd} from './at-test-end.ts';
import {freePort} from './free-port.ts';
import {endTree} from './processes.ts';
import {tempDir} from './temp-dir.ts';
import {until} from './wait.ts';

export type SshdOptions = {
	/** Lines of sshd_config(5) that win over the usual ones. */
	readonly lines?: readonly string[];
	/** The command that serves sftp, default sshd's own; null for none at all. */
	readonly sftp?: string | null;
	/** Types of the throw-away host keys, default ed25519 alone. */
	readonly hostKeyTypes?: ReadonlyArray<'ed25519' | 'ecdsa' | 'rsa'>;
	/** Ready-made host keys (paths of private keys) instead of new ones. */
	readonly hostKeys?: readonly string[];
};

/** A private ssh server on loopback, run by the user of the tests, whom the identity lets in. */
export type Sshd = {
	readonly port: number;
	readonly user: string;
	/** Private: removed with everything in it when the test ends. */
	readonly directory: string;
	/** Paths of the private host keys; the public ones are beside them with `.pub`. */
	readonly hostKeys: readonly string[];
	readonly knownHostsFile: string;
	readonly identityFile: string;
	readonly authorizedKeysFile: string;
	/** A block of ssh_config(5) that leads here and touches nothing of the user's; the extra lines win. */
	readonly configFor: (alias: string, extraLines?: readonly string[]) => string;
	/** Writes such blocks into a file for `ssh -F` and returns its path. */
	readonly writeConfig: (blocks: readonly string[], name?: string) => string;
	/** What the server has said so far. */
	readonly log: () => string;
	/** Ends the server and the sessions it carries. */
	readonly stop: () => Promise<void>;
};

/**
 * Starts a private sshd and waits until it answers. It is ended, with its sessions, when the running test ends. Run by
 * another user than root it gives sessions a terminal only where new terminals belong to the group tty already, as on
 * all systems but some containers.
 */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
	const directory = tempDir('sshd');
	const user = userInfo().username;
	const identityFile = makeKey(directory, 'identity', 'ed25519');
	const authorizedKeysFile = join(directory, 'authorized_keys');
	writeFileSync(authorizedKeysFile, readFileSync(`${identityFile}.pub`));
	const hostKeys =
		options.hostKeys ??
		(options.hostKeyTypes ?? ['ed25519']).map(type => makeKey(directory, `host_${type}`, type));
	const sftp = options.sftp === undefined ? 'internal-sftp' : options.sftp;
	const subsystem = sftp === null ? [] : [`Subsystem sftp ${sftp}`];
	const usual = [...usualLines, ...subsystem, `AuthorizedKeysFile ${authorizedKeysFile}`];
	const lines = [...(options.lines ?? []), ...hostKeys.map(key => `HostKey ${key}`), ...usual];
	const {child, port, log} = await listen(directory, lines);

	const knownHostsFile = join(directory, 'known_hosts');
	const known = hostKeys.map(key => `[127.0.0.1]:${port} ${readFileSync(`${key}.pub`, 'utf8')}`);
	writeFileSync(knownHostsFile, known.join(''));
	const ended = new Promise(resolve => child.once('exit', resolve));
	const endNow = (): void => {
		if (isRunning(child)) {
			endTree(child.pid!);
		}
	};
	const stop = async (): Promise<void> => {
		endNow();
		await ended;
	};
	atTestEnd(stop);
	atExit(endNow);

	return {
		port,
		user,
		directory,
		hostKeys,
		knownHostsFile,
		identityFile,
		authorizedKeysFile,
		configFor: (alias, extraLines = []) => {
			const own = [
				'HostName 127.0.0.1',
				`Port ${port}`,
				`User ${user}`,
				`IdentityFile ${identityFile}`,
				'IdentitiesOnly yes',
				'IdentityAgent none',
				`UserKnownHostsFile ${knownHostsFile}`,
				'GlobalKnownHostsFile /dev/null',
			];
			return [`Host ${alias}`, ...[...extraLines, ...own].map(line => `\t${line}`), ''].join('\n');
		},
		writeConfig: (blocks, name = 'config') => {
			const path = join(directory, name);
			writeFileSync(path, blocks.join('\n'));
			return path;
		},
		log,
		stop,
	};
}

const usualLines = [
	'ListenAddress 127.0.0.1',
	'UsePAM no',
	'StrictModes no',
	'PidFile none',
	'PermitRootLogin yes',
	'PasswordAuthentication no',
	'KbdInteractiveAuthentication no',
	'PermitUserRC no',
	'PrintMotd no',
	'PrintLastLog no',
	'SetEnv HISTFILE=/dev/null',
	'MaxStartups 100',
	'LogLevel VERBOSE',
];

function makeKey(directory: string, name: string, type: string): string {
	const path = join(directory, name);
	execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', name, '-f', path]);
	return path;
}

type Listening = {readonly child: ChildProcess; readonly port: number; readonly log: () => string};

async function listen(directory: string, lines: readonly string[]): Promise<Listening> {
	if (process.getuid?.() === 0) {
		mkdirSync('/run/sshd', {recursive: true, mode: 0o755});
	}
	for (let attempt = 1; ; attempt++) {
		const port = await freePort();
		const file = join(directory, 'sshd_config');
		writeFileSync(file, [`Port ${port}`, ...lines, ...penalties(), ''].join('\n'));
		const child = spawn(sshdPath(), ['-D', '-e', '-f', file], {stdio: ['ignore', 'ignore', 'pipe']});
		let said = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		const listens = async (): Promise<boolean> => said.includes('Server listening') && (await answers(port));
		await until(async () => !isRunning(child) || (await listens()), {
			otherwise: () => `sshd does not answer on port ${port}:
${said}`,
		}).catch((error: unknown) => {
			child.kill('SIGKILL');
			throw error;
		});
		if (isRunning(child)) {
			return {child, port, log: () => said};
		}
		if (attempt === 5 || !said.includes('Address already in use')) {
			throw new Error(`sshd ended:\n${said}`);
		}
	}
}

function isRunning(child: ChildProcess): boolean {
	return child.exitCode === null && child.signalCode === null;
}

/** OpenSSH 9.8 and later lock out an address from which connections fail, as they do in tests. */
function penalties(): string[] {
	const version = /OpenSSH_(\d+)\.(\d+)/.exec(execFileSync('sh', ['-c', 'ssh -V 2>&1'], {encoding: 'utf8'}));
	const number = Number(version?.[1]) * 100 + Number(version?.[2]);
	return number >= 908 ? ['PerSourcePenalties no'] : [];
}

function sshdPath(): string {
	// sshd insists on an absolute path, and /usr/sbin is seldom in a user's PATH.
	const found = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find(path => existsSync(path));
	if (found === undefined) {
		throw new Error('There is no sshd on this machine: `npm test` says how to get it.');
	}
	return found;
}

function answers(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const socket = connect(port, '127.0.0.1');
		socket.setTimeout(2000, () => socket.destroy());
		socket.once('data', banner => {
			resolve(banner.toString().startsWith('SSH-2.0-'));
			socket.destroy();
		});
		socket.once('error', () => resolve(false));
		socket.once('close', () => resolve(false));
	});
}
