import {stat} from 'node:fs/promises';
import {join} from 'node:path';
import type {HostKeys} from '../../core/known-hosts/host-keys.ts';
import type {HostToLookUp, KnownHostKey, KnownHostState} from '../../core/known-hosts/known-host-state.ts';
import type {Removal} from '../../core/known-hosts/removal.ts';
import type {Directories} from '../directories.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';
import {lookUpHostKeys} from './look-up-host-keys.ts';
import {readHostKeys} from './read-host-keys.ts';
import {removeHostKeys} from './remove-host-keys.ts';
import {undoRemoval} from './undo-removal.ts';

/** The host keys of the hosts of a config: looked up, removed, put back. */
export type HostKeysService = {
	/** As `readHostKeys`, for an alias. Runs the commands of a `Match exec`: only for a host ssh was just started for. */
	of(alias: string, options: {readonly port: number | null; readonly signal: AbortSignal}): Promise<HostKeys>;
	/** What the files of a look-up say of another name. */
	at(keys: HostKeys, host: HostToLookUp, signal: AbortSignal): Promise<KnownHostState>;
	remove(keys: HostKeys, entries: readonly KnownHostKey[]): Promise<Removal>;
	undoRemoval(): Promise<readonly string[] | null>;
	/** When the removal was that can be undone, in milliseconds since the epoch; null: there is none. */
	lastRemoval(): Promise<number | null>;
};

/** Opens them; the record that undoes a removal is kept in the state directory. */
export function openHostKeys(config: SshConfig, {home, state}: Directories): HostKeysService {
	const undoFile = join(state, 'known-hosts-undo.json');
	return {
		async of(alias, {port, signal}) {
			return readHostKeys(await config.effective(alias, {allowExec: true, signal}), home, {port, signal});
		},
		at: ({userFiles, globalFiles}, host, signal) =>
			lookUpHostKeys([...userFiles, ...globalFiles], host, {signal}),
		remove: ({userFiles}, entries) => removeHostKeys(entries, {userFiles, undoFile}),
		undoRemoval: () => undoRemoval(undoFile),
		lastRemoval: () =>
			stat(undoFile).then(
				({mtimeMs}) => mtimeMs,
				() => null,
			),
	};
}
