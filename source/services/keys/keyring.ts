import {hostname, userInfo} from 'node:os';
import type {ModeFault} from '../../core/doctor/mode-fault.ts';
import {Failure} from '../../core/errors.ts';
import type {AgentIdentity} from '../../core/keys/agent.ts';
import type {InstallReport} from '../../core/keys/install-report.ts';
import type {KeyFile} from '../../core/keys/key-file.ts';
import type {NewKey} from '../../core/keys/new-key.ts';
import {removeAllIdentities, removeIdentity, testIdentity} from '../agent/agent-keys.ts';
import {readAgent} from '../agent/read-agent.ts';
import {mendMode} from '../doctor/mode-faults.ts';
import type {Connections} from '../keeper/connections.ts';
import type {Ssh} from '../ssh/program.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';
import {type AddOptions, addToAgent, lockAgent} from './add-to-agent.ts';
import {changePassphrase} from './change-passphrase.ts';
import {checkKeys, type KeyCheck} from './install/check-keys.ts';
import {type InstallOptions, installOnHost} from './install/install-on-host.ts';
import {findKeyModes} from './key-modes.ts';
import {makeKey, whyNotThere} from './make-key.ts';
import {undoWritePublic, type WrittenPublic, writePublic} from './write-public.ts';

/** What can be done with keys and the agent. Secrets are asked for in the user's own dialogs, and are in no argument. */
export type Keyring = {
	/** Where keys are kept: `~/.ssh`, or that of the demo. */
	readonly directory: string;
	/** Adds a key file to the agent; gives what ssh-add said. */
	add(path: string, options: AddOptions, signal: AbortSignal): Promise<readonly string[]>;
	remove(identity: AgentIdentity, signal: AbortSignal): Promise<void>;
	removeAll(signal: AbortSignal): Promise<void>;
	lock(signal: AbortSignal): Promise<void>;
	unlock(signal: AbortSignal): Promise<void>;
	/** Has the agent sign with a key; see testIdentity. */
	test(identity: AgentIdentity, signal: AbortSignal): Promise<'verified' | 'signed'>;
	/** The names in the comment of a new key. */
	whoAmI(): {readonly user: string; readonly machine: string};
	/** Why no key can be made at a path, in words; null when one can. */
	whyNotThere(path: string): Promise<string | null>;
	make(plan: NewKey, signal: AbortSignal): Promise<KeyFile>;
	changePassphrase(path: string, signal: AbortSignal): Promise<KeyFile>;
	writePublic(path: string, signal: AbortSignal): Promise<WrittenPublic>;
	undoWritePublic(written: WrittenPublic): Promise<void>;
	/** Installs a key on a host and proves it; see installOnHost. */
	install(key: KeyFile, host: string, options: Omit<InstallOptions, 'agent'>): Promise<InstallReport>;
	/** Which keys ssh offers to a host, and which one it accepts; see checkKeys. */
	check(host: string, signal: AbortSignal): Promise<KeyCheck>;
	/** The modes that let others in where they need not be. */
	modeFaults(keys: readonly KeyFile[]): Promise<readonly ModeFault[]>;
	/** Changes a mode from what it is to what it should be. Throws a Failure where the file is no longer what it was. */
	mend(fault: ModeFault): Promise<void>;
};

export type KeyringOptions = {
	readonly connections: Pick<Connections, 'asking' | 'lease'>;
	readonly ssh: Ssh;
	readonly config: SshConfig;
	/** `~/.ssh` */
	readonly directory: string;
};

/** See Keyring. Its methods throw a Failure for what does not work, an AbortError for what the user cancels. */
export function openKeyring({connections, ssh, config, directory}: KeyringOptions): Keyring {
	const {env} = ssh;
	const own = (): string => {
		const socket = env['SSH_AUTH_SOCK'];
		if (!socket) {
			throw new Failure('There is no agent: SSH_AUTH_SOCK is not set.');
		}
		return socket;
	};
	return {
		directory,
		add: (path, options, signal) => addToAgent(connections, path, options, {env, signal}),
		remove: (identity, signal) => removeIdentity(own(), identity, signal),
		removeAll: signal => removeAllIdentities(own(), signal),
		lock: signal => lockAgent(connections, true, {env, signal}),
		unlock: signal => lockAgent(connections, false, {env, signal}),
		test: (identity, signal) => testIdentity(own(), identity, signal),
		whoAmI: () => ({user: userInfo().username, machine: hostname()}),
		whyNotThere,
		make: (plan, signal) => makeKey(connections, plan, {env, signal}),
		changePassphrase: (path, signal) => changePassphrase(connections, path, {env, signal}),
		writePublic: (path, signal) => writePublic(connections, path, {env, signal}),
		undoWritePublic,
		async install(key, host, options) {
			const agent = await readAgent(env['SSH_AUTH_SOCK'], {signal: options.signal});
			const isHeld =
				agent.state === 'keys' && agent.identities.some(({fingerprint}) => fingerprint === key.fingerprint);
			return installOnHost({connections, ssh, config}, key, host, {...options, agent: isHeld ? own() : null});
		},
		check: (host, signal) => checkKeys(connections, ssh, host, signal),
		modeFaults: keys => findKeyModes(directory, keys),
		mend: mendMode,
	};
}
