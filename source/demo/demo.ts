import {unlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Failure} from '../core/errors.ts';
import {endKeeperOf} from '../services/keeper/end-keeper.ts';
import {identify} from '../services/keeper/process-identity.ts';
import {configText, knownHostsText} from './hosts/config-text.ts';
import {demoHosts} from './hosts/demo-hosts.ts';
import {type OpenHosts, openHosts} from './hosts/open-hosts.ts';
import {type Agent, addKeys, startAgent} from './place/agent.ts';
import {removeLeftovers} from './place/clean-up.ts';
import {keeperState, makePlace, type Place, removeTree} from './place/directory.ts';
import {writeEncryptedKey, writeKey} from './place/keys.ts';
import {writeOwner} from './place/owner.ts';
import {makeSecret} from './place/secret.ts';
import {freePort} from './server/listen.ts';
import {settleAll} from './settle.ts';

/** The demo hosts, running in this process. */
export type Demo = {
	/** All its files are below this path. */
	readonly directory: string;
	/** For `ssh -F`. */
	readonly configFile: string;
	/** Where its private keys are. */
	readonly keyDirectory: string;
	/** The environment for everything that takes part: its own agent and XDG directories, no askpass. */
	readonly env: NodeJS.ProcessEnv;
	/** What a person has to know, a line each. */
	readonly banner: readonly string[];
	/** Ends the servers, the agent and the keeper, and removes the directory. May be called again. */
	dispose(): Promise<void>;
	/** The same in one turn, for an `exit` listener. */
	disposeSync(): void;
};

/**
 * Starts the demo hosts and what belongs to them: throw-away keys, an agent, config, known_hosts and directories of
 * their own, in a private directory under `parent`. Nothing of the user's is read or changed, but for what earlier
 * demos that were killed left under `parent`. Throws a Failure when the demo cannot start; then nothing is left.
 */
export async function startDemo(parent = tmpdir()): Promise<Demo> {
	const running: Running = {place: null, agent: null, hosts: null};
	try {
		running.place = await makePlace(parent);
		const [demo] = await settleAll([build(running.place, running), removeLeftovers(parent)]);
		return demo;
	} catch (cause) {
		await stop(running);
		const reason = cause instanceof Error ? cause.message : String(cause);
		const isPlaceless = running.place === null;
		throw new Failure(`Cannot start the demo hosts: ${reason}${isPlaceless ? '.' : ''}`, {
			...(isPlaceless ? {nextStep: 'They need a directory for temporary files: set TMPDIR to one.'} : {}),
			cause,
		});
	}
}

type Running = {place: Place | null; agent: Agent | null; hosts: OpenHosts | null};

async function build(place: Place, running: Running): Promise<Demo> {
	const demo = identify(process.pid) ?? {pid: process.pid, start: 'unknown'};
	writeOwner(place.directory, {demo, agent: null});
	const passphrase = makeSecret();
	const password = makeSecret();
	const file = (name: string): string => join(place.keys, name);
	const [usual, deploy, lockedKey, , local, dynamic] = await settleAll([
		writeKey(file('id_demo'), 'ed25519', 'demo'),
		writeKey(file('id_deploy'), 'ecdsa', 'deploy'),
		writeEncryptedKey(file('id_backup'), 'backup', passphrase),
		writeKey(file('id_laptop'), 'ed25519', 'laptop'),
		freePort(),
		freePort(),
		startAgent(place.agentSocket, async pid => {
			writeOwner(place.directory, {demo, agent: identify(pid)});
		}).then(agent => {
			running.agent = agent;
		}),
	]);
	const credentials = {keys: [usual, deploy], lockedKey, password};
	const [hosts] = await settleAll([
		openHosts(demoHosts({local, dynamic}), place, credentials).then(open => {
			running.hosts = open;
			return open;
		}),
		addKeys(place.agentSocket, [file('id_demo'), file('id_deploy'), file('id_laptop')]),
	]);
	const keys = {usual: file('id_demo'), locked: file('id_backup')};
	await Promise.all([
		writeFile(place.config, configText(hosts.placed, place, keys), {mode: 0o600}),
		writeFile(place.knownHosts, knownHostsText(hosts.placed), {mode: 0o600}),
		// The agent alone holds this one.
		unlink(file('id_laptop')),
		unlink(file('id_laptop.pub')),
	]);
	return {
		directory: place.directory,
		configFile: place.config,
		keyDirectory: place.keys,
		env: environment(place),
		banner: [
			'Demo: these hosts live in this program. Your ssh config and keys are not touched.',
			`Password of vault: ${password}`,
			`Passphrase of the key id_backup, for archive: ${passphrase}`,
		],
		dispose: () => stop(running),
		disposeSync: () => stopSync(running),
	};
}

function environment(place: Place): NodeJS.ProcessEnv {
	const {SSH_ASKPASS, SSH_ASKPASS_REQUIRE, SSH_AGENT_PID, ...env} = process.env;
	return {...env, ...place.xdg, SSH_AUTH_SOCK: place.agentSocket};
}

async function stop(running: Running): Promise<void> {
	const {place, agent} = running;
	if (place !== null) {
		endKeeperOf(keeperState(place.directory));
	}
	running.hosts?.close();
	await agent?.stop();
	stopSync(running);
}

function stopSync(running: Running): void {
	const {place, agent, hosts} = running;
	running.place = null;
	running.agent = null;
	running.hosts = null;
	if (place !== null) {
		endKeeperOf(keeperState(place.directory));
	}
	hosts?.close();
	agent?.kill();
	if (place !== null) {
		removeTree(place.directory);
	}
}
