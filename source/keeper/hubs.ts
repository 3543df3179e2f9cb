import {randomBytes} from 'node:crypto';
import {lastWords} from '../core/diagnosis/last-words.ts';
import {describeError} from '../core/errors.ts';
import {withoutUses} from '../core/forwards/without-uses.ts';
import {questionsEnvironment} from '../core/keeper/environment.ts';
import type {HubRecord} from '../core/keeper/lock-record.ts';
import type {HubStatus} from '../core/keeper/protocol.ts';
import {isRunning} from '../services/keeper/process-identity.ts';
import type {QuietSsh} from '../services/ssh/quiet-arguments.ts';
import {type SshVersion, sshVersion} from '../services/ssh/version.ts';
import type {Broker} from './broker.ts';
import {endGroup, holdMaster, masterAt, removeHubFiles} from './master.ts';
import type {Listener} from './place.ts';
import {openShare, type Share} from './share.ts';
import type {Start} from './start.ts';
import {type Connection, connectHost, type Ended} from './start-hub.ts';
import {openStderrFile} from './stderr-file.ts';

export type HubsOptions = {
	readonly broker: Broker;
	readonly listener: Listener;
	readonly linger: number;
	/** The hubs that run are these now. */
	record(hubs: readonly HubRecord[]): void;
	/** The place is another one now. */
	moved(): void;
	changed(): void;
	log(line: string): void;
};

/** All that is shared: one entry for each alias and config file. */
export type Hubs = {
	of(alias: string, configFile: string | null): Share;
	/** What carries forwards: the same, unless that has no hub of ours and none can be had there. */
	carrying(alias: string, configFile: string | null): Share;
	/** Takes over what an earlier keeper left: hubs that answer; others are ended, if they are the very processes. */
	adopt(records: readonly HubRecord[]): Promise<void>;
	isAlive(): boolean;
	isStarting(): boolean;
	/** Something is asked, or no longer. */
	asked(): void;
	status(): HubStatus[];
	end(): Promise<void>;
};

/** Entries without a connection are kept for their reasons, this many. */
const mostShares = 500;

export function openHubs(options: HubsOptions): Hubs {
	const {broker, listener, log} = options;
	const shares = new Map<string, Share>();
	const records = new Map<string, HubRecord>();
	const versions = new Map<string, SshVersion>();

	function recordNow(): void {
		options.record([...records.values()]);
	}

	async function connect(share: Share, start: Start): Promise<Connection | null> {
		const {alias, configFile} = share;
		try {
			if (await listener.rebuild()) {
				options.moved();
			}
			const {directory, askpass} = listener.place();
			const env = {...start.starter.client.environment, ...questionsEnvironment(askpass, start.token)};
			return await connectHost({
				alias,
				ssh: await versioned({program: 'ssh', configFile, env}, start.signal),
				directory,
				name: randomBytes(5).toString('hex'),
				needsHub: share.isApart || start.starter.needsHub,
				signal: start.signal,
				watched: start.watched,
				started(record) {
					records.set(record.socket, record);
					recordNow();
				},
				stopped(record) {
					records.delete(record.socket);
					recordNow();
				},
			});
		} catch (error) {
			const ended = asEnded(error);
			log(`${alias}: ${ended.reason}`);
			throw ended;
		}
	}

	async function versioned(ssh: Omit<QuietSsh, 'version'>, signal: AbortSignal): Promise<QuietSsh> {
		const path = ssh.env['PATH'] ?? '';
		const version = versions.get(path) ?? (await sshVersion(ssh, signal));
		versions.set(path, version);
		return {...ssh, version};
	}

	function of(alias: string, configFile: string | null, isApart = false): Share {
		const key = JSON.stringify([alias, configFile, isApart]);
		const found = shares.get(key);
		if (found !== undefined) {
			return found;
		}
		const {linger, changed} = options;
		const share = openShare({alias, configFile, isApart}, {broker, linger, connect, changed});
		for (const [other, {isAlive}] of [...shares].slice(0, -mostShares)) {
			if (!isAlive()) {
				shares.delete(other);
			}
		}
		shares.set(key, share);
		return share;
	}

	async function adoptOne(record: HubRecord): Promise<void> {
		const {alias, configFile, socket, pid} = record;
		if (!isRunning(record) || (await masterAt(socket, process.env)) !== pid) {
			await endGroup(record);
			removeHubFiles(record);
			return;
		}
		log(`${alias}: goes on with the connection of process ${pid}`);
		const {gone, release} = holdMaster(socket);
		const file = openStderrFile(record.stderr);
		const ended = gone.then(async (): Promise<Ended> => {
			release();
			await endGroup(record);
			file.read();
			file.close();
			const stderr = withoutUses(file.text());
			removeHubFiles(record);
			records.delete(socket);
			recordNow();
			return {ending: 'ended', reason: lastWords(stderr) ?? 'ssh ended.', stderr};
		});
		records.set(socket, record);
		const end = (): void => void endGroup(record);
		const isSecond = of(alias, configFile).connection() !== null;
		of(alias, configFile, isSecond).adopt({mode: 'hub', socket, pid, follow: file.follow, ended, end});
	}

	const all = (): Share[] => [...shares.values()];
	return {
		of: (alias, configFile) => of(alias, configFile),
		carrying(alias, configFile) {
			const {mode} = of(alias, configFile).status();
			return of(alias, configFile, mode === 'users-master' || mode === 'direct');
		},
		async adopt(left) {
			await Promise.all(left.map(adoptOne));
			recordNow();
		},
		isAlive: () => all().some(share => share.isAlive()),
		isStarting: () => all().some(share => share.isStarting()),
		asked() {
			for (const share of shares.values()) {
				share.asked();
			}
		},
		status: () => all().map(share => share.status()),
		async end() {
			await Promise.all(all().map(share => share.end()));
		},
	};
}

function asEnded(error: unknown): Ended {
	const isEnded = typeof error === 'object' && error !== null && 'ending' in error;
	return isEnded ? (error as Ended) : {ending: 'failed', reason: describeError(error), stderr: ''};
}
