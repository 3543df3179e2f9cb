import {explainFailure} from '../diagnosis/explain-failure.ts';
import {meaningfulLines} from '../diagnosis/last-words.ts';
import type {Ending} from '../keeper/protocol.ts';
import {printable} from '../text/printable.ts';
import type {Setback} from './life.ts';

/** What ssh itself says, on a whole line, of what no waiting heals: the host's key, the login, the config. */
const hopeless = [
	/^Host key verification failed\.$/,
	/^Unable to negotiate with \S+ port \d+: no matching .+ found\. Their offer: .*$/,
	/^.+: terminating, \d+ bad configuration options$/,
	/^.+ line \d+: (Bad|Unsupported|Missing|missing|invalid|RefuseConnection).*$/,
	/^Bad owner or permissions on .+$/,
	/^Can't open user config file .+$/,
	/^Too many recursive configuration includes$/,
	/^(hostname|remote username) contains invalid characters$/,
	/^Not allowed at this time$/,
];

/** The same of logins that another key may heal. */
const denied = [
	/^.+@\S+: Permission denied \([\w@.,-]*\)\.$/,
	/^Received disconnect from \S+ port \d+:2: Too many authentication failures$/,
];

function isLastWord(stderr: string, patterns: readonly RegExp[]): boolean {
	const lines = meaningfulLines(stderr);
	// What stands before ssh's last words may be a server's.
	const line = /^Disconnected from \S+ port \d+$/.test(lines.at(-1) ?? '') ? lines.at(-2) : lines.at(-1);
	return line !== undefined && patterns.some(pattern => pattern.test(line));
}

/** Whether no waiting heals what ssh failed at, by what it wrote. */
export function isHopeless(stderr: string): boolean {
	return isLastWord(stderr, [...hopeless, ...denied]);
}

/** How a connection that carries forwards ended, or did not begin. `reason` is a clean line, `stderr` what ssh wrote. */
export function judgeLogin(
	alias: string,
	{ending, reason, stderr}: {readonly ending: Ending; readonly reason: string; readonly stderr: string},
): Setback {
	if (ending === 'needs you' || ending === 'cancelled') {
		return {kind: 'needs you', reason};
	}
	const explained = explainFailure(stderr, {alias: printable(alias)});
	const lasting = isLastWord(stderr, denied) ? 'denied' : isHopeless(stderr) ? 'final' : 'retry';
	const kind = ending === 'failed' ? lasting : 'retry';
	// One that was open is made anew without anybody's help.
	const advice = ending === 'ended' ? '' : ` ${explained?.advice}`;
	return {kind, reason: explained === null ? reason : explained.cause + advice};
}
