import type {Stage} from '../../../core/doctor/stage.ts';
import {Failure} from '../../../core/errors.ts';
import {ExecConsentNeeded} from '../../../core/hosts/exec-consent-needed.ts';
import {printable} from '../../../core/text/printable.ts';
import type {SshConfig} from '../../ssh-config/ssh-config.ts';

/**
 * The config files: what our reading finds odd and, where ssh can be asked, whether it accepts them. Runs no command of
 * theirs.
 */
export async function checkConfig(
	config: SshConfig,
	{canAsk, signal}: {canAsk: boolean; signal?: AbortSignal | undefined},
): Promise<Stage> {
	const {problems, hosts} = await config.read(signal);
	const odd = problems.map(
		({file, line, message}) => `${printable(file)}${line === null ? '' : `:${line}`}: ${message}`,
	);
	const refusal = canAsk ? await whySshRefuses(config, signal) : null;
	const stage = {stage: 'config', ms: null};
	if (refusal !== null) {
		const raw = odd.length > 0 ? odd : [refusal];
		return {...stage, status: 'failed', cause: refusal, advice: 'Correct the lines named.', raw};
	}
	if (odd.length > 0) {
		const cause = odd.length === 1 ? odd[0]! : `${odd.length} things in the config are odd.`;
		return {...stage, status: 'warning', cause, advice: 'See the lines named.', raw: odd};
	}
	return {
		...stage,
		status: 'ok',
		cause: null,
		advice: null,
		raw: [hosts.length === 1 ? '1 host' : `${hosts.length} hosts`],
	};
}

/** ssh reads all of its config for any host. */
async function whySshRefuses(config: SshConfig, signal: AbortSignal | undefined): Promise<string | null> {
	try {
		await config.effective('localhost', {allowExec: false, signal});
		return null;
	} catch (error) {
		if (error instanceof ExecConsentNeeded) {
			return null;
		}
		if (error instanceof Failure) {
			return error.message.replace(/ for localhost:/, ':');
		}
		throw error;
	}
}
