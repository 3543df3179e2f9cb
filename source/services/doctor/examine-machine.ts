import {join} from 'node:path';
import type {Examination, Stage} from '../../core/doctor/stage.ts';
import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import type {Directories} from '../directories.ts';
import type {KeeperStatus} from '../keeper/ask-keeper.ts';
import type {Ssh} from '../ssh/program.ts';
import {sshVersion} from '../ssh/version.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';
import {checkAgent} from './machine/check-agent.ts';
import {checkConfig} from './machine/check-config.ts';
import {checkSockets, checkState} from './machine/check-directories.ts';
import {checkKeeper} from './machine/check-keeper.ts';
import {checkKnownHosts} from './machine/check-known-hosts.ts';
import {checkModes} from './machine/check-modes.ts';

export type Machine = {
	readonly ssh: Ssh;
	readonly config: SshConfig;
	readonly directories: Directories;
	/** Where the user's keys and known_hosts are, `~/.ssh`. */
	readonly sshDirectory: string;
	/** What the keeper keeps, as askKeeper gives it. */
	readonly keeper: () => Promise<KeeperStatus | null>;
	readonly signal?: AbortSignal | undefined;
	/** Gets each stage when it is over. */
	readonly onStage?: ((stage: Stage) => void) | undefined;
};

/** Looks at what ssh needs on this machine, connecting to nothing. Throws only when aborted. */
export async function examineMachine(machine: Machine): Promise<Examination> {
	const {ssh, config, directories, sshDirectory, signal} = machine;
	const knownHosts = [
		...['known_hosts', 'known_hosts2'].map(name => join(sshDirectory, name)),
		...['ssh_known_hosts', 'ssh_known_hosts2'].map(name => join('/etc/ssh', name)),
	];
	const stages: Stage[] = [];
	const checks: Array<() => Stage | Promise<Stage>> = [
		() => checkSsh(ssh, signal),
		() => checkConfig(config, {canAsk: stages[0]?.status === 'ok', signal}),
		() => checkModes({...placesOf(machine), signal}),
		() => checkAgent(ssh.env['SSH_AUTH_SOCK'], signal),
		() => checkKnownHosts(knownHosts),
		() => checkSockets(ssh.env, directories.home),
		() => checkState(directories.state),
		() => checkKeeper(machine.keeper),
	];
	for (const check of checks) {
		signal?.throwIfAborted();
		const stage = await check();
		stages.push(stage);
		machine.onStage?.(stage);
	}
	return {host: null, ok: stages.every(({status}) => status !== 'failed'), stages};
}

function placesOf({ssh, directories, sshDirectory}: Machine) {
	const isOwn = sshDirectory === join(directories.home, '.ssh');
	return {
		home: isOwn ? directories.home : null,
		directory: sshDirectory,
		readsConfig: ssh.configFile === null,
	};
}

async function checkSsh(ssh: Ssh, signal: AbortSignal | undefined): Promise<Stage> {
	const stage = {stage: 'ssh', ms: null};
	try {
		const {text} = await sshVersion(ssh, signal);
		return {...stage, status: 'ok', cause: null, advice: null, raw: [text]};
	} catch (error) {
		if (!(error instanceof Failure)) {
			throw error;
		}
		const {message, nextStep = null} = error;
		return {...stage, status: 'failed', cause: printable(message), advice: nextStep, raw: []};
	}
}
