import {describeError, Failure, isAbort, Refusal} from '../core/errors.ts';
import {printable} from '../core/text/printable.ts';
import type {SshConfig} from '../services/ssh-config/ssh-config.ts';
import {jsonText} from './print-json.ts';

type Write = (text: string) => void;

/**
 * `sallyport show HOST [--json]`: the effective options of a host, each with the file and line that set it, keys and
 * values as `ssh -G` prints them. As with `ssh -G`, asking is consent: the commands of `Match exec` lines are run.
 * Returns the exit code: 0, or 1 where ssh refuses, with the reason on `err`.
 */
export async function showCommand(
	config: SshConfig,
	alias: string,
	options: {readonly json: boolean; readonly signal?: AbortSignal | undefined},
	out: Write,
	err: Write,
): Promise<number> {
	try {
		const effective = await config.effective(alias, {allowExec: true, signal: options.signal});
		if (options.json) {
			out(jsonText(effective));
			return 0;
		}
		for (const [option, values] of Object.entries(effective.options)) {
			for (const {value, source} of values) {
				const origin = source === null ? '' : `   ${printable(source.file)}:${source.line}`;
				out(`${printable(option)} ${printable(value)}${origin}\n`);
			}
		}
		return 0;
	} catch (error) {
		if (isAbort(error) || !(error instanceof Refusal || error instanceof Failure)) {
			throw error;
		}
		err(`${describeError(error)}\n`);
		return 1;
	}
}
