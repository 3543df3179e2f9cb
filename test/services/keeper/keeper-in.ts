import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {after} from 'node:test';
import {type LockRecord, parseLockRecord} from '../../../source/core/keeper/lock-record.ts';
import {type KeeperClient, openKeeper} from '../../../source/services/keeper/keeper-client.ts';
import {atExit} from '../../helpers/at-exit.ts';
import {endTree, isAlive} from '../../helpers/processes.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {until} from '../../helpers/wait.ts';

export type Den = {
	readonly state: string;
	readonly runtime: string;
	readonly env: NodeJS.ProcessEnv;
	/** Another client of the same keeper. */
	client(configFile: string, options?: {version?: string; env?: NodeJS.ProcessEnv}): KeeperClient;
	/** What the lock file says; null when there is none. */
	record(): LockRecord | null;
	/** The names of what is in the runtime directory. */
	sockets(): string[];
};

export type DenOptions = {
	readonly linger?: number;
	readonly idle?: number;
	readonly env?: NodeJS.ProcessEnv;
	readonly state?: string;
};

/** A place for a private keeper; whatever it started is ended when the running test ends. */
export function openDen({linger = 300, idle = 1000, env: extra = {}, state: given}: DenOptions = {}): Den {
	const directory = tempDir('den');
	const state = given ?? join(directory, 'state', 'sallyport');
	const {SSH_AUTH_SOCK, XDG_RUNTIME_DIR, ...rest} = process.env;
	const env = {
		...rest,
		XDG_RUNTIME_DIR: directory,
		XDG_STATE_HOME: dirname(state),
		XDG_CACHE_HOME: join(directory, 'cache'),
		TMPDIR: directory,
		...extra,
	};
	const runtime = join(directory, 'sallyport');
	const clients: KeeperClient[] = [];
	const record = (): LockRecord | null => {
		for (const place of [state, runtime]) {
			try {
				const name = readdirSync(place).find(one => /^keeper-.*\.json$/.test(one));
				const text = name === undefined ? null : readFileSync(join(place, name), 'utf8');
				if (text !== null) {
					return parseLockRecord(text);
				}
			} catch {}
		}
		return null;
	};
	const endAll = (): void => {
		// Once more: a keeper that was killed has a successor.
		for (const found of [record(), record()]) {
			for (const {pid} of found === null ? [] : [found, ...found.hubs]) {
				if (isAlive(pid)) {
					endTree(pid);
				}
			}
		}
	};
	atExit(endAll);
	after(async () => {
		for (const client of clients) {
			client.close();
		}
		await clients[0]?.quit().catch(() => {});
		const pid = record()?.pid;
		if (clients.length === 0 && pid !== undefined && isAlive(pid)) {
			process.kill(pid, 'SIGTERM');
		}
		await until(() => pid === undefined || !isAlive(pid), {within: 5000}).catch(endAll);
		rmSync(runtime, {recursive: true, force: true});
	});
	return {
		state,
		runtime,
		env,
		client(configFile, {version = '0.1.0', env: clientEnv = env} = {}) {
			const ssh = {program: 'ssh', configFile, env: clientEnv};
			const client = openKeeper({ssh, stateDirectory: state, home: directory, version, linger, idle});
			clients.push(client);
			return client;
		},
		record,
		sockets() {
			try {
				return readdirSync(runtime);
			} catch {
				return [];
			}
		},
	};
}
