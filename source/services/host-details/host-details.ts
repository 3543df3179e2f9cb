import {access} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {EffectiveOptions} from '../../core/hosts/host.ts';
import type {HostDetails, OfferedIdentity} from '../../core/hosts/host-details.ts';
import type {KnownHostState} from '../../core/known-hosts/known-host-state.ts';
import {lookUpHostKeys} from '../known-hosts/look-up-host-keys.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';

function values(effective: EffectiveOptions, option: string): readonly string[] {
	return (effective.options[option] ?? []).map(({value}) => value);
}

/** A path of an option as ssh resolves it: `~` and the tokens that stand for what is known here (ssh_config(5), TOKENS). */
function expand(path: string, effective: EffectiveOptions, home: string): string {
	const tokens: Record<string, string | undefined> = {
		'%%': '%',
		'%d': home,
		'%h': values(effective, 'hostname')[0],
		'%n': effective.alias,
		'%p': values(effective, 'port')[0],
		'%r': values(effective, 'user')[0],
	};
	const tilde = path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
	return resolve(tilde.replaceAll(/%./g, token => tokens[token] ?? token));
}

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
	const files = ['userknownhostsfile', 'globalknownhostsfile'].flatMap(option =>
		values(effective, option).flatMap(value => value.split(' ')),
	);
	const paths = files.filter(file => file !== 'none').map(file => expand(file, effective, home));
	const name = values(effective, 'hostname')[0] ?? effective.alias;
	const port = Number(values(effective, 'port')[0] ?? 22);
	const hostKeyAlias = values(effective, 'hostkeyalias')[0];
	try {
		return await lookUpHostKeys(paths, {name, port, hostKeyAlias}, {signal});
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
			.map(({value, source}) => identityOf(value, expand(value, effective, home), source === null)),
	);
	return {effective, identities, knownHost: await knownHostOf(effective, home, options.signal)};
}
