import {Refusal} from '../core/errors.ts';
import type {EffectiveOptions} from '../core/hosts/host.ts';
import {whyRefused} from '../core/hosts/refused-name.ts';
import {printable} from '../core/text/printable.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {sshVersion} from '../services/ssh/version.ts';
import type {SshConfig} from '../services/ssh-config/ssh-config.ts';
import {aligned} from './aligned.ts';
import {jsonText} from './print-json.ts';

/**
 * `sallyport show HOST [--json]`: the effective options of a host, each with the file and line that set it, keys and
 * values as `ssh -G` prints them. As with `ssh -G`, asking is consent: the commands of `Match exec` lines are run.
 * Returns the exit code 0. Throws a Refusal for a name that ssh would refuse, a Failure when there is no ssh, one that is
 * too old, or one that does not accept the config.
 */
export async function showCommand(
	ssh: Ssh,
	config: SshConfig,
	alias: string,
	options: {readonly json: boolean; readonly signal?: AbortSignal | undefined},
	out: (text: string) => void,
): Promise<number> {
	const refused = whyRefused(alias);
	if (refused !== null) {
		throw new Refusal(`“${printable(alias)}” cannot be shown.`, refused);
	}
	await sshVersion(ssh, options.signal);
	const effective = await config.effective(alias, {allowExec: true, signal: options.signal});
	out(options.json ? jsonText(effective) : table(effective));
	return 0;
}

function table({options}: EffectiveOptions): string {
	const rows = Object.entries(options).flatMap(([option, values]) =>
		values.map(({value, source}) => [
			printable(option),
			printable(value),
			source === null ? '' : `${printable(source.file)}:${source.line}`,
		]),
	);
	return aligned(rows);
}
