import {explainFailure} from '../../../core/diagnosis/explain-failure.ts';
import {lastWords} from '../../../core/diagnosis/last-words.ts';
import {NoLogin} from '../../../core/keys/no-login.ts';
import {type LoginOffers, readOffers} from '../../../core/keys/offers.ts';
import {printable, printableLines} from '../../../core/text/printable.ts';
import type {Connections} from '../../keeper/connections.ts';
import type {Ssh} from '../../ssh/program.ts';
import {keyCheckArguments} from '../../ssh/quiet-arguments.ts';
import {sshVersion} from '../../ssh/version.ts';
import {runTool} from '../run-tool.ts';

const decided =
	/^(Authenticated to \S+ .*using "publickey"\.|Authenticated using "publickey" with partial success\.)\r?$/m;

export type KeyCheck = LoginOffers & {
	/** Why nothing was let in though keys were offered, or ssh did not come so far; null for a login. Clean. */
	readonly reason: string | null;
};

/**
 * Tries to log in to a host with keys alone, as the config says, and leaves at once: which identities ssh offers, in order,
 * and which one the server accepts. No passphrase is asked for, and a key that needs one is still accepted or refused.
 * Throws a Refusal for a name that ssh refuses, a NoLogin where ssh does not get to the login, an AbortError.
 */
export async function checkKeys(
	connections: Pick<Connections, 'asking'>,
	ssh: Ssh,
	alias: string,
	signal: AbortSignal,
): Promise<KeyCheck> {
	const version = await sshVersion(ssh, signal);
	const {stderr} = await runTool(connections, {
		program: ssh.program,
		args: keyCheckArguments({...ssh, version}, alias),
		env: ssh.env,
		subject: alias,
		signal,
		onStderr(text, end) {
			if (decided.test(text)) {
				end();
			}
		},
	});
	const found = readOffers(printableLines(stderr));
	if (found.isLoggedIn || found.isPartial) {
		return {...found, reason: null};
	}
	const words = stderr
		.split('\n')
		.filter(line => !line.startsWith('debug1: '))
		.join('\n');
	const known = explainFailure(words, {alias});
	const reason = printable(known?.cause ?? lastWords(words) ?? 'ssh ended without a word.');
	if (found.methods.length === 0) {
		throw new NoLogin(`${printable(alias)}: ${reason}`, known === null ? {} : {nextStep: known.advice});
	}
	return {...found, reason};
}
