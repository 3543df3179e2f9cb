import {Failure} from '../core/errors.ts';
import {isReadOnly} from '../core/hosts/marking-tags.ts';
import {printable} from '../core/text/printable.ts';
import type {SshConfig} from '../services/ssh-config/ssh-config.ts';

/** Throws a Failure where the config marks a host, which a user may be named for, as one that nothing is written to. */
export async function refuseReadOnly(host: string, config: SshConfig, signal: AbortSignal): Promise<void> {
	const alias = host.slice(host.lastIndexOf('@') + 1);
	const {hosts} = await config.read(signal);
	if (hosts.some(each => each.alias === alias && isReadOnly(each))) {
		throw new Failure(`${printable(alias)} is marked read-only: nothing is written there.`, {
			nextStep: 'The line “# tags:” of the host in the config says so.',
		});
	}
}
