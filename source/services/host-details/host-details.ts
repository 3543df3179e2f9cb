import {access} from 'node:fs/promises';
import type {EffectiveOptions} from '../../core/hosts/host.ts';
import type {HostDetails, OfferedIdentity} from '../../core/hosts/host-details.ts';
import type {KnownHostState} from '../../core/known-hosts/known-host-state.ts';
import {readHostKeys} from '../known-hosts/read-host-keys.ts';
import {expandPath} from '../ssh-config/expand-path.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';

async function identityOf(written: string, path: string, isDefault: boolean): Promise<OfferedIdentity> {
	const isThere = await access(path).then(
		() => true,
		() => false,
	);
	return {written, path, exists: isThere, isDefault};
}

async function knownHostOf(
	effective: EffectiveOptions,
	home: string,
	signal: AbortSignal,
): Promise<KnownHostState | null> {
	try {
		return (await readHostKeys(effective, home, {signal})).state;
	} catch {
		signal.throwIfAborted();
		return null;
	}
}

/** All that is known of one host, `home` being the user's home directory. Throws as `SshConfig.effective` does. */
export async function readHostDetails(
	config: SshConfig,
	home: string,
	alias: string,
	options: {allowExec: boolean; signal: AbortSignal},
): Promise<HostDetails> {
	const effective = await config.effective(alias, options);
	const identities = await Promise.all(
		(effective.options['identityfile'] ?? [])
			.filter(({value}) => value !== 'none')
			.map(({value, source}) => identityOf(value, expandPath(value, effective, home), source === null)),
	);
	return {effective, identities, knownHost: await knownHostOf(effective, home, options.signal)};
}
