import {explainOwnFailure} from '../diagnosis/explain-failure.ts';
import {lastWords} from '../diagnosis/last-words.ts';
import {explainSilence} from './explain-silence.ts';
import type {LoginTrace} from './login-trace.ts';
import type {Finding} from './stage.ts';
import type {Place} from './step.ts';

/** What is known when ssh has ended before its time. */
export type End = {
	readonly place: Place;
	/** What ssh said at this place, clean. */
	readonly said: readonly string[];
	/** Its exit status; null when a signal ended it. */
	readonly code: number | null;
	/** What came first where an SSH server greets, when that was something else. */
	readonly earlyText: string | null;
	/** The key that the host showed, as `TYPE SHA256:…`. */
	readonly hostKey: string | null;
	readonly login: LoginTrace;
	/** How the user can be asked, as a sentence; null where ssh could ask. */
	readonly howToAsk: string | null;
};

export type EndExplanation = Finding & {readonly status: 'warning' | 'failed'};

const failed = (finding: Finding): EndExplanation => ({...finding, status: 'failed'});

/** Why ssh ended where it did. `warning`: nothing is wrong, but it needs an answer of its user. */
export function explainEnd(end: End): EndExplanation {
	const {place, said} = end;
	const known = explainOwnFailure(said.join('\n'), {alias: place.name});
	return whatIsNeeded(end) ?? failed(bySign(end) ?? known ?? byLastWords(end));
}

function whatIsNeeded({place, said, hostKey, login, howToAsk}: End): EndExplanation | null {
	if (howToAsk === null) {
		return null;
	}
	if (place.step === 'host key') {
		const isUnknown = said.includes('Host key verification failed.') && !said.some(isVerdict);
		return isUnknown
			? {
					status: 'warning',
					cause: `No key of ${place.name} is known here; it shows ${hostKey}.`,
					advice: `Compare that with a fingerprint from its owner. ${howToAsk}`,
				}
			: null;
	}
	const isDenied = place.step === 'authentication' && said.some(line => /: Permission denied \(/.test(line));
	const isUsable = !said.some(line => /^(Load key|sign_and_send_pubkey)/.test(line));
	const need = isDenied && isUsable ? login.need(place.name) : null;
	return need === null ? null : {status: 'warning', cause: need, advice: howToAsk};
}

function isVerdict(line: string): boolean {
	return /^@ +WARNING|requested strict checking\.$|^Certificate invalid/.test(line);
}

/** Why there is no login where something else speaks first than an SSH server; the text is clean. */
export function explainEarlyText(text: string): Finding {
	return {
		cause: `What answers there is no SSH server: it says “${text}”.`,
		advice: /^HTTP\//.test(text) ? 'It is a web server: check the port.' : 'Check the port.',
	};
}

/** What the place and the signs found there say better than ssh's last line. */
function bySign({place, said, code, earlyText}: End): Finding | null {
	const {step, name} = place;
	if (step === 'banner' && earlyText !== null) {
		return explainEarlyText(earlyText);
	}
	if (said.some(line => /^Connection timed out during banner exchange$/.test(line)) && step !== 'banner') {
		return explainSilence(place);
	}
	const refused = said.map(line => /^channel 0: open failed: (.+)$/.exec(line)?.[1]).find(Boolean);
	if (step === 'session' && refused !== undefined) {
		return {
			cause: `${name} lets you in, but refuses a session: ${refused}.`,
			advice: 'See MaxSessions in its sshd_config, and whether the account may only forward.',
		};
	}
	if (step === 'sftp' && code !== 255) {
		return {
			cause: `The SFTP server of ${name} ${code === 127 ? 'is not where its sshd looks for it' : 'ended at once'} (exit ${code}).`,
			advice: 'See the Subsystem sftp line in its sshd_config.',
		};
	}
	return null;
}

/** What the ssh says that waits behind a ProxyCommand. */
const isGoodbye =
	/^kex_exchange_identification: |^Connection (closed|reset) by UNKNOWN |^banner exchange: Connection to UNKNOWN .*: Broken pipe$/;

function byLastWords({place, said, code}: End): Finding {
	const words = lastWords(said.filter(line => !isGoodbye.test(line)).join('\n'));
	const {name, step, way} = place;
	if (step === 'connect' && way === 'proxy-command') {
		return {
			cause: `The ProxyCommand for ${name} ended${words === null ? ' without a connection' : `: ${words}`}.`,
			advice: 'Run the command by hand and see what it says.',
		};
	}
	return {
		cause: `ssh ended at this stage${code === null ? '' : ` (exit ${code})`}${words === null ? '.' : `: ${words}`}`,
		advice: 'See the raw lines.',
	};
}
