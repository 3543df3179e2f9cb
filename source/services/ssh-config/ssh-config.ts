import {hash} from 'node:crypto';
import {userInfo} from 'node:os';
import {join, resolve} from 'node:path';
import {blocksOf} from '../../core/hosts/config-tree.ts';
import type {ConfigReading} from '../../core/hosts/host.ts';
import {listHosts} from '../../core/hosts/list-hosts.ts';
import type {Ssh} from '../ssh/program.ts';
import {configuredForwards} from './configured-forwards.ts';
import {type Loaded, loadConfig, type Roots} from './load.ts';
import {fileReader} from './read-file.ts';

/** The user's ssh configuration: what it holds, what it comes to for a host, and when it changes. */
export type SshConfig = {
	/** The file that is read first: the user's, or that of `-F`. */
	readonly file: string;
	/** Reads all files, executing nothing. Whatever is wrong in them is a problem of the reading; only an abort throws. */
	read(signal?: AbortSignal): Promise<ConfigReading>;
};

export type SshConfigOptions = {
	readonly ssh: Ssh;
	/** The home directory; by default that of the password database, as ssh takes it. */
	readonly home?: string | undefined;
	/** The system-wide file (null: none); not read with `-F`. Default /etc/ssh/ssh_config. */
	readonly systemFile?: string | null | undefined;
};

/** Opens the configuration that a `ssh` started with these options reads. */
export function openSshConfig(options: SshConfigOptions): SshConfig {
	const roots = rootsOf(options);
	const file = roots.userFile ?? 'none';
	const reader = fileReader();
	return {
		file,
		async read(signal) {
			const loaded = await loadConfig(roots, reader, signal);
			return readingOf(file, loaded);
		},
	};
}

function rootsOf({ssh, home, systemFile = '/etc/ssh/ssh_config'}: SshConfigOptions): Roots {
	const tilde = home ?? (ssh.env['HOME'] || userInfo().homedir);
	if (ssh.configFile === null) {
		return {
			userFile: join(home ?? userInfo().homedir, '.ssh/config'),
			isRequired: false,
			systemFile,
			tilde,
		};
	}
	const isNone = ssh.configFile.toLowerCase() === 'none';
	return {userFile: isNone ? null : resolve(ssh.configFile), isRequired: true, systemFile: null, tilde};
}

function readingOf(file: string, loaded: Loaded): ConfigReading {
	const blocks = blocksOf(loaded.files);
	return {
		file,
		...listHosts(blocks),
		forwards: configuredForwards(blocks),
		problems: loaded.problems,
		fingerprint: hash('sha1', loaded.fingerprint),
	};
}
