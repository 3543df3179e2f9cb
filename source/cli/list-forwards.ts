import {describeUse} from '../core/forwards/describe-use.ts';
import {isWide} from '../core/forwards/explicit-forward.ts';
import type {ForwardStatus} from '../core/forwards/forward-status.ts';
import type {RunningForward} from '../core/forwards/running-forward.ts';
import {asConfigured, runningOf} from '../core/forwards/running-of.ts';
import {ownerText, runningText} from '../core/forwards/running-text.ts';
import {forwardOf, listenOf, statusText, targetOf} from '../core/forwards/status-words.ts';
import type {ConfiguredForward} from '../core/hosts/host.ts';
import {span} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import {listRunningForwards, type RunningOptions} from '../services/forwards/list-running-forwards.ts';
import type {OwnForwards} from '../services/forwards/own-forwards.ts';
import {aligned} from './aligned.ts';
import {jsonText} from './print-json.ts';

export type ListOptions = Pick<RunningOptions, 'within'> & {
	readonly json: boolean;
	readonly out: (text: string) => void;
	readonly signal: AbortSignal;
	/** The forwards that the config asks for, which tell what a listener is that nobody asked for on a command line. */
	readonly configured: (signal: AbortSignal) => Promise<readonly ConfiguredForward[]>;
};

type Listed = {
	readonly ours: readonly ForwardStatus[];
	/** Those of all processes, ours among them. */
	readonly running: readonly RunningForward[];
	readonly foreign: readonly RunningForward[];
};

/**
 * `sallyport forwards [--json]`: the forwards of ours, and those that any other ssh of this user holds, where it works with
 * something `within` a directory. Gives 0.
 */
export async function forwardsCommand(own: OwnForwards, options: ListOptions): Promise<number> {
	const listed = await listAll(own, options);
	options.out(options.json ? jsonText(forMachines(listed)) : aligned(table(listed)));
	return 0;
}

async function listAll(own: OwnForwards, {within, signal, configured}: ListOptions): Promise<Listed> {
	const [ours, found] = await Promise.all([own.list(), listRunningForwards({within, signal})]);
	const running = found.supported ? found.forwards : [];
	const others = running.filter(({pid}) => !ours.some(status => status.pid === pid));
	const isAsking = others.some(({kind, host}) => kind === 'unknown' && host !== null);
	const asked = isAsking ? await configured(signal) : [];
	return {ours, running, foreign: others.map(one => asConfigured(one, asked))};
}

function forMachines({ours, running, foreign}: Listed): readonly object[] {
	return [
		...ours.map(status => {
			const found = runningOf(status, running);
			return {
				id: status.id,
				kind: status.kind,
				listen: listenOf(status),
				target: targetOf(status),
				host: status.alias,
				state: status.state,
				reason: status.reason,
				since: Math.round(status.since / 1000),
				pid: status.pid,
				owner: 'sallyport',
				label: status.label,
				connections: found?.connections ?? null,
				bytes: found?.bytes ?? null,
			};
		}),
		...foreign.map(({kind, listen, target, host, since, pid, owner, connections, bytes}) => ({
			id: null,
			kind: kind === 'unknown' ? null : kind,
			...{listen, target, host},
			state: 'up',
			reason: null,
			since: Math.round(since),
			...{pid, owner, label: null, connections, bytes},
		})),
	];
}

/** Where ssh can ask what it asked nobody. */
export function whereAsked({id, state}: Pick<ForwardStatus, 'id' | 'state'>): string {
	return state === 'needs you'
		? `\`sallyport forward restart ${id}\` on a terminal asks you, and so does the dashboard.`
		: '';
}

function table({ours, running, foreign}: Listed): string[][] {
	const now = Date.now() / 1000;
	return [
		...ours.map(status => [
			status.id,
			status.state,
			printable(statusText(status)),
			span(now - status.since / 1000),
			describeUse(runningOf(status, running)).long,
			[printable(status.label ?? ''), isWide(forwardOf(status)) ? 'open to others' : '']
				.filter(Boolean)
				.join(', '),
			printable([status.reason, whereAsked(status)].filter(Boolean).join(' ')),
		]),
		...foreign.map(one => [
			'-',
			'up',
			printable(runningText(one)),
			span(now - one.since),
			describeUse(one).long,
			ownerText(one),
			'',
		]),
	];
}
