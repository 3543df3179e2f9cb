import {userInfo} from 'node:os';
import {join, resolve} from 'node:path';
import {blocksOf, gatherBlocks} from '../../core/hosts/config-tree.ts';
import type {ConfigReading, ConfiguredForward, EffectiveOptions, Origin} from '../../core/hosts/host.ts';
import {listHosts} from '../../core/hosts/list-hosts.ts';
import type {KeyUses} from '../../core/keys/key-uses.ts';
import type {Ssh} from '../ssh/program.ts';
import {configuredForwards} from './configured-forwards.ts';
import {askSsh, execOrigin} from './effective.ts';
import {keyUses} from './key-uses.ts';
import {type Loaded, loadConfig, type Roots} from './load.ts';
import {fileReader} from './read-file.ts';
import {watchConfig} from './watch.ts';

/** The user's ssh configuration: what it holds, what it comes to for a host, and when it changes. */
export type SshConfig = {
	/** The file that is read first: the user's, or that of `-F`. */
	readonly file: string;
	/** The same as a path; null where no file of the user is read (`-F none`). */
	readonly userFile: string | null;
	/** What a leading `~` of a path stands for. */
	readonly tilde: string;
	/** All files, as a tree. */
	load(signal?: AbortSignal): Promise<Loaded>;
	/** Reads all files, executing nothing. Whatever is wrong in them is a problem of the reading; only an abort throws. */
	read(signal?: AbortSignal): Promise<ConfigReading>;
	/** Calls back within a second of any change of any file involved. Returns what ends it. */
	watch(onChange: () => void): () => void;
	/**
	 * What `ssh -G` says of an alias, each value with the line that set it; remembered until a file changes. Throws
	 * ExecConsentNeeded where that might run the command of a `Match exec` and `allowExec` is false, a Refusal for a name
	 * ssh refuses, and a Failure with ssh's complaint about the config.
	 */
	effective(
		alias: string,
		options: {readonly allowExec: boolean; readonly signal?: AbortSignal | undefined},
	): Promise<EffectiveOptions>;
	/** Where the `Match exec` stands whose command `ssh -G ALIAS` might run; null when there is none. */
	reachableExec(alias: string): Promise<Origin | null>;
};

export type SshConfigOptions = {
	readonly ssh: Ssh;
	/** The home directory; by default that of the password database, as ssh takes it. */
	readonly home?: string | undefined;
	/** The system-wide file (null: none); not read with `-F`. Default /etc/ssh/ssh_config. */
	readonly systemFile?: string | null | undefined;
};

const mostRemembered = 500;
const mostAtOnce = 4;

/** Opens the configuration that an `ssh` started with these options reads. */
export function openSshConfig(options: SshConfigOptions): SshConfig {
	const roots = rootsOf(options);
	const file = roots.userFile ?? 'none';
	const read = fileReader();
	const load = (signal?: AbortSignal): Promise<Loaded> => loadConfig(roots, read, signal);
	const localUser = userInfo().username;
	const remembered = new Map<string, EffectiveOptions>();
	const inTurn = turns(mostAtOnce);
	let known: Loaded | null = null;
	return {
		file,
		userFile: roots.userFile,
		tilde: roots.tilde,
		load,
		async read(signal) {
			const loaded = await load(signal);
			known = loaded;
			return readingOf(file, loaded, options);
		},
		watch: onChange => watchConfig(load, known?.fingerprint ?? null, onChange),
		async effective(alias, {allowExec, signal}) {
			const loaded = await load(signal);
			const found = remembered.get(keyOf(alias, loaded.fingerprint));
			if (found && (allowExec || execOrigin(loaded, alias, localUser) === null)) {
				return found;
			}
			const context = {ssh: options.ssh, localUser, userFile: roots.userFile, load, read};
			const {effective, fingerprint} = await inTurn(() => askSsh(alias, context, {allowExec, signal}));
			remembered.set(keyOf(alias, fingerprint), effective);
			for (const key of [...remembered.keys()].slice(0, -mostRemembered)) {
				remembered.delete(key);
			}
			return effective;
		},
		async reachableExec(alias) {
			return execOrigin(await load(), alias, localUser);
		},
	};
}

function keyOf(alias: string, fingerprint: string): string {
	return `${fingerprint}\0${alias}`;
}

/** Lets at most so many things run at once; the others wait their turn. */
function turns(most: number): <Result>(run: () => Promise<Result>) => Promise<Result> {
	const waiting: (() => void)[] = [];
	let running = 0;
	return async run => {
		if (running >= most) {
			await new Promise<void>(resolve => {
				waiting.push(resolve);
			});
		} else {
			running++;
		}
		try {
			return await run();
		} finally {
			const next = waiting.shift();
			if (next) {
				next();
			} else {
				running--;
			}
		}
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

function readingOf(file: string, loaded: Loaded, {ssh, home}: SshConfigOptions): ConfigReading {
	const blocks = gatherBlocks(loaded.files);
	const listed = listHosts(blocks);
	let forwards: readonly ConfiguredForward[] | null = null;
	let uses: KeyUses | null = null;
	return {
		file,
		...listed,
		get forwards() {
			forwards ??= configuredForwards(blocks);
			return forwards;
		},
		get problems() {
			return loaded.problems;
		},
		get keyUses() {
			uses ??= keyUses(blocksOf(loaded.files), listed.hosts, home ?? userInfo().homedir, ssh.env);
			return uses;
		},
		get fingerprint() {
			return loaded.fingerprint;
		},
	};
}
