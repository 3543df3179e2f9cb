import {describeExit} from '../../core/diagnosis/describe-exit.ts';
import {explainFailure} from '../../core/diagnosis/explain-failure.ts';
import {endedInOrder, lastWords} from '../../core/diagnosis/last-words.ts';
import {Failure, Refusal} from '../../core/errors.ts';
import {listStart} from '../../core/list/position.ts';
import {connectArguments} from '../../core/ssh-command/command-line.ts';
import {parseTyped} from '../../core/ssh-command/parse-typed.ts';
import {printable} from '../../core/text/printable.ts';
import {selectedRow} from '../../state/rows/details-rows.ts';
import type {Context} from '../context.ts';
import type {Machine} from '../prompts/find-host-keys.ts';
import {type Outcome, remember, rememberUse} from '../remember.ts';
import type {SessionEnd} from '../services.ts';
import {sshWords} from '../ssh-words.ts';
import {showChangedKey} from './show-changed-key.ts';

/** What Enter starts: the arguments of ssh, a title for people, the alias where it is a host of the config, and where it leads. */
type Target = {
	readonly args: readonly string[];
	readonly title: string;
	readonly alias: string | null;
	readonly machine: Machine;
};

function chosenTarget({state}: Context): Target {
	const row = selectedRow(state());
	if (row?.kind === 'host') {
		const {alias} = row.host;
		return {args: connectArguments(alias), title: alias, alias, machine: {alias, port: null}};
	}
	if (row?.kind !== 'typed') {
		throw new Refusal('No host is chosen.');
	}
	const typed = parseTyped(row.text, state().home);
	if (typed instanceof Refusal) {
		throw typed;
	}
	const machine = {alias: typed.host, port: typed.port};
	return {args: typed.args, title: typed.destination, alias: null, machine};
}

/** Says how a session ended: in a dialog where ssh itself failed, else on the message line. */
async function tell(context: Context, {title, machine}: Target, end: SessionEnd): Promise<Outcome> {
	if (end.signal !== null) {
		context.say('warning', describeExit(end, title));
		return null;
	}
	if (end.code !== 255 || endedInOrder(end.stderr)) {
		context.say(end.code === 0 ? 'info' : 'warning', describeExit(end, title));
		return {isOk: true};
	}
	const known = explainFailure(end.stderr, {alias: printable(title)});
	const cause = known?.cause ?? lastWords(end.stderr);
	if (cause === null) {
		// ssh had the terminal for its own words, or the last remote command ended so: nothing tells which.
		context.say('warning', describeExit(end, title));
		return null;
	}
	context.say('bad', `${title}: ${cause}`);
	if (await showChangedKey(context, machine, end.stderr)) {
		return {isOk: false, reason: cause};
	}
	context.send({
		type: 'dialog-opened',
		dialog: {
			kind: 'notice',
			title: printable(title),
			tone: 'bad',
			text: known === null ? [cause] : [cause, known.advice],
			raw: sshWords(end.stderr),
			position: listStart,
		},
	});
	return {isOk: false, reason: cause};
}

/** Enter: ssh on the whole terminal; afterwards the dashboard is back, and says how it went. */
export async function connect(context: Context): Promise<void> {
	const target = chosenTarget(context);
	// The terminal must be lent in the same turn as the key press: a byte typed meanwhile is meant for the host.
	const end = await context.terminal.lend(() => context.services.sessions.run(target.args, target.title));
	context.send({type: 'time-told', now: context.services.now()});
	const outcome = await tell(context, target, end);
	if (target.alias !== null) {
		await rememberUse(context, target.alias, {...end, outcome});
	}
	context.refresh();
}

/** Enter in the filter: the same, and the filter has done its work. */
export async function connectFromFilter(context: Context): Promise<void> {
	const target = chosenTarget(context);
	const ended = connect(context);
	context.send({type: target.alias === null ? 'filter-left' : 'filter-cleared'});
	await ended;
}

/** A new tmux window with ssh in it; the dashboard stays. */
export async function openWindow(context: Context): Promise<void> {
	const target = chosenTarget(context);
	const startedAt = context.services.now();
	await context.services.sessions.openWindow(target.args, target.title);
	context.say('good', `${target.title}: opened in a new tmux window`);
	if (target.alias !== null) {
		await rememberUse(context, target.alias, {startedAt, endedAt: startedAt, outcome: null});
	}
}

/** Pins the host to the top of the list, or takes the pin away. */
export async function pin(context: Context): Promise<void> {
	const row = selectedRow(context.state());
	if (row?.kind !== 'host') {
		return;
	}
	const {alias} = row.host;
	// What is on screen decides: another Sallyport may have changed the file meanwhile.
	const isPinned = context.state().hosts.pins.includes(alias);
	await remember(context, memory => {
		const others = memory.pins.filter(name => name !== alias);
		return {...memory, pins: isPinned ? others : [...others, alias]};
	});
}

/** One TCP connection to the first hop of the host, as a person would try it by hand. */
export async function probe(context: Context): Promise<void> {
	const row = selectedRow(context.state());
	if (row?.kind !== 'host') {
		return;
	}
	const {alias} = row.host;
	await context.work(`probe of ${alias}`, async signal => {
		try {
			const {target, milliseconds} = await context.services.sessions.probe(alias, signal);
			context.say('good', `${alias}: ${target} accepts connections (${Math.round(milliseconds)} ms)`);
		} catch (error) {
			if (!(error instanceof Failure)) {
				throw error;
			}
			context.say('bad', `${alias}: ${error.message}`);
		}
	});
}
