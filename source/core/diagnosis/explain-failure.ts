import {configRules} from './config-rules.ts';
import {hostKeyRules} from './host-key-rules.ts';
import {meaningfulLines} from './last-words.ts';
import {loginRules} from './login-rules.ts';
import {networkRules} from './network-rules.ts';
import type {Explanation, FailureContext, Rule} from './rule.ts';
import {sessionRules} from './session-rules.ts';
import {wayRules} from './way-rules.ts';

/** Why ssh failed; `line` is its own line that says so, clean. */
export type FailureExplanation = Explanation & {readonly line: string};

const rules = [...networkRules, ...hostKeyRules, ...loginRules, ...configRules, ...sessionRules];

/** The last line when the way to the host, a jump host or a ProxyCommand, ended: what it said stands before. */
const wayEnded =
	/^(kex_exchange_identification: .*|Connection (closed|reset) by UNKNOWN port 65535|Connection to UNKNOWN port 65535.*|banner exchange: Connection to UNKNOWN port 65535: Broken pipe)$/;

/**
 * Explains a failure by what OpenSSH (9.2 to 10.5) wrote to stderr; null when no rule knows its last line.
 * Servers write part of that text (banners, names), so only whole lines count, and only ssh's last one decides: an
 * earlier one is heard where the last one leaves the cause open. What it says is for people: nothing may act upon it.
 */
export function explainFailure(stderr: string, context: FailureContext): FailureExplanation | null {
	const lines = meaningfulLines(stderr);
	return lines.at(-1)?.includes(' UNKNOWN port 65535')
		? explainWay(lines, context)
		: explainLast(lines, rules, context);
}

/**
 * The same for the ssh that failed where several work together (ProxyJump): the goodbyes of those that waited for it are
 * left out.
 */
export function explainOwnFailure(stderr: string, context: FailureContext): FailureExplanation | null {
	const lines = meaningfulLines(stderr);
	const before = beforeWayEnded(lines);
	return explainLast(before, before.length < lines.length ? [...wayRules, ...rules] : rules, context);
}

function beforeWayEnded(lines: readonly string[]): readonly string[] {
	return lines.toSpliced(lines.findLastIndex(line => !wayEnded.test(line)) + 1);
}

function explainLast(
	lines: readonly string[],
	candidates: readonly Rule[],
	context: FailureContext,
): FailureExplanation | null {
	const line = lines.at(-1);
	const rule = line === undefined ? undefined : candidates.find(({pattern}) => pattern.test(line));
	if (line === undefined || rule === undefined) {
		return null;
	}
	for (let end = lines.length - 1; end > 0 && rule.because !== undefined; end--) {
		const cause = explainLast(lines.slice(0, end), rule.because, context);
		if (cause !== null) {
			return cause;
		}
	}
	const parts = rule.pattern.exec(line)?.groups ?? {};
	return {...rule.explain(parts, context), line};
}

function explainWay(lines: readonly string[], context: FailureContext): FailureExplanation {
	const before = beforeWayEnded(lines);
	const known = explainLast(before, [...wayRules, ...rules], context);
	if (known !== null) {
		return {...known, cause: `On the way to ${context.alias}: ${known.cause}`};
	}
	const line = before.at(-1);
	return {
		cause: `The way to ${context.alias} (ProxyJump or ProxyCommand) ended${line === undefined ? '.' : `: ${line}`}`,
		advice: 'Try the jump host or the command by itself.',
		line: line ?? lines.at(-1) ?? '',
	};
}
