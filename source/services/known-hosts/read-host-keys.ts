import type {EffectiveOptions} from '../../core/hosts/host.ts';
import type {HostKeys} from '../../core/known-hosts/host-keys.ts';
import {judgeKnownHost, namesToLookUp} from '../../core/known-hosts/judge-known-host.ts';
import {expandPath, optionValues} from '../ssh-config/expand-path.ts';
import {findHostKeys} from './look-up-host-keys.ts';

/**
 * What the known_hosts files of a host's config say of it, read now. `home` is the user's home directory; `port` replaces
 * the config's, as `-p` or a jump `host:port` does. Throws only when aborted.
 */
export async function readHostKeys(
	effective: EffectiveOptions,
	home: string,
	options: {readonly signal?: AbortSignal | undefined; readonly port?: number | null | undefined} = {},
): Promise<HostKeys> {
	const filesOf = (option: string): string[] =>
		optionValues(effective, option)
			.flatMap(value => value.split(' '))
			.filter(file => file !== 'none')
			.map(file => expandPath(file, effective, home));
	const [userFiles, globalFiles] = [filesOf('userknownhostsfile'), filesOf('globalknownhostsfile')];
	const host = {
		name: optionValues(effective, 'hostname')[0] ?? effective.alias,
		port: options.port ?? Number(optionValues(effective, 'port')[0] ?? 22),
		hostKeyAlias: optionValues(effective, 'hostkeyalias')[0],
	};
	const names = namesToLookUp(host);
	const found = await findHostKeys([...userFiles, ...globalFiles], names, options.signal);
	return {host, names, userFiles, globalFiles, found, state: judgeKnownHost(names, found)};
}
