import {loginHints} from '../diagnosis/login-rules.ts';
import type {Finding} from './stage.ts';
import type {Step} from './step.ts';

type Hint = {
	readonly step: Step;
	readonly pattern: RegExp;
	readonly explain: (groups: Readonly<Record<string, string>>) => Finding;
};

const hints: readonly Hint[] = [
	{
		step: 'host key',
		pattern: /^@ +WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! +@$/,
		explain: () => ({
			cause: 'The host shows another key than the one known, and the config connects all the same.',
			advice: 'Ask its owner before you trust it with anything; remove StrictHostKeyChecking no.',
		}),
	},
	{
		step: 'host key',
		pattern: /^Warning: Permanently added (?<host>.+) \((?<type>\S+)\) to the list of known hosts\.$/,
		explain: ({host, type}) => ({
			cause: `The ${type} key of ${host} was not known, and was taken unseen, as the config says.`,
			advice: 'Compare its fingerprint with one from its owner.',
		}),
	},
	{
		step: 'host key',
		pattern: /^(debug1: )?Certificate invalid: (?<why>.+)$/,
		explain: ({why}) => ({
			cause: `The host has a certificate that does not count: ${why}.`,
			advice: 'Have it renewed by whoever signs the host keys.',
		}),
	},
	{
		step: 'authentication',
		pattern: /^debug1: send_pubkey_test: no mutual signature algorithm$/,
		explain: () => ({
			cause:
				'The host and this ssh have no RSA signature in common: it takes old ones only (SHA-1), or PubkeyAcceptedAlgorithms of your config leaves out the others.',
			advice: 'Use an ed25519 key, or have the host updated.',
		}),
	},
];

/** What a line says that is wrong although ssh goes on; null when it says nothing of the kind. */
export function hintOf(line: string, step: Step): Finding | null {
	for (const {pattern, explain, step: where} of hints) {
		const found = where === step ? pattern.exec(line) : null;
		if (found !== null) {
			return explain(found.groups ?? {});
		}
	}
	return step === 'authentication' ? explainHint(line) : null;
}

function explainHint(line: string): Finding | null {
	for (const {pattern, explain} of loginHints) {
		const found = pattern.exec(line);
		if (found !== null) {
			return explain(found.groups ?? {}, {alias: ''});
		}
	}
	return null;
}
