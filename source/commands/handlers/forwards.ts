import {Refusal} from '../../core/errors.ts';
import {configuredSpecification} from '../../core/forwards/configured-specification.ts';
import {describeUse} from '../../core/forwards/describe-use.ts';
import type {ForwardPlan, ForwardStatus} from '../../core/forwards/forward-status.ts';
import type {RunningForward} from '../../core/forwards/running-forward.ts';
import {runningOf} from '../../core/forwards/running-of.ts';
import {statusText} from '../../core/forwards/status-words.ts';
import {listStart} from '../../core/list/position.ts';
import {printable} from '../../core/text/printable.ts';
import {chosenForward} from '../../state/chosen-forward.ts';
import type {ConfiguredEntry, ForeignEntry} from '../../state/forward-entries.ts';
import {selectedRow} from '../../state/rows/details-rows.ts';
import type {Context} from '../context.ts';
import {type ForwardFormStart, fillForwardForm} from '../forward-form.ts';

/** How long it may take a far end to answer before a start is said to be done, in milliseconds. */
const verifyAfter = 10_000;

function chosenOwn({state}: Context): ForwardStatus {
	const entry = chosenForward(state());
	if (entry?.kind !== 'own') {
		throw new Refusal(
			'This is none of ours.',
			'Enter starts one of the config, or stops one of another ssh.',
		);
	}
	return entry.status;
}

/** Starts or changes a forward, and has its far end looked at once it is up. */
async function setForward(
	{services, state, say, send}: Context,
	plan: Omit<ForwardPlan, 'configFile'>,
	options: {readonly forward?: string; readonly isStarted: boolean},
): Promise<void> {
	const {own} = services.forwards;
	const id = await own.set(plan, options);
	// The next key is about this one: it may have come anywhere in the list.
	send({type: 'forward-chosen', id});
	if (options.isStarted) {
		await verifyOnceUp(own, id, () => state().ownForwards ?? []);
	}
	const forgotten = own.whyForgotten();
	if (forgotten !== null) {
		say('warning', forgotten);
	}
}

/** A start that was asked for is worth a connection to the far end: that it leads nowhere is said then, not at the first use. */
async function verifyOnceUp(
	own: Context['services']['forwards']['own'],
	id: string,
	now: () => readonly ForwardStatus[],
): Promise<void> {
	const deadline = performance.now() + verifyAfter;
	while (performance.now() < deadline) {
		const found = now().find(one => one.id === id);
		if (found?.state === 'up') {
			await own.act(id, 'verify');
			return;
		}
		if (found !== undefined && found.state !== 'starting') {
			return;
		}
		await new Promise(resolve => setTimeout(resolve, 50));
	}
}

async function start(context: Context, {id}: ForwardStatus): Promise<void> {
	const {own} = context.services.forwards;
	await own.act(id, 'start');
	await verifyOnceUp(own, id, () => context.state().ownForwards ?? []);
}

async function startConfigured(context: Context, {configured}: ConfiguredEntry): Promise<void> {
	const {alias, kind} = configured;
	const found = configuredSpecification(configured, context.state().home);
	if ('problem' in found) {
		throw new Refusal(`This forward of ${printable(alias)} is ${printable(found.problem)}.`);
	}
	const plan = {alias, kind, ...found, label: null, isSaved: false, isAutomatic: false};
	await setForward(context, plan, {isStarted: true});
}

async function endForeign(context: Context, {running}: ForeignEntry): Promise<void> {
	const {pid, startTicks, command, owner, parent} = running;
	const target = parent ?? {pid, startTicks, command};
	const anew = owner === 'systemd' ? 'systemd started it, and may start it again. ' : '';
	const isYes = await context.dialogs.confirm({
		title: 'Stop a forward of another program',
		body: [
			{key: 'process', text: `${target.pid}`},
			{key: 'command', text: target.command},
			{key: 'forward', text: `${running.listen} → ${running.target ?? '?'}`},
			{text: `${anew}All that this process carries ends with it: its sessions and its other forwards.`},
		],
		question: `End process ${target.pid}?`,
	});
	if (isYes) {
		await context.services.forwards.endRunning(target);
		context.say('good', `Process ${target.pid} has ended.`);
		context.refresh();
	}
}

/** Enter: starts what does not run, stops what does. */
export async function toggle(context: Context): Promise<void> {
	const entry = chosenForward(context.state());
	if (entry?.kind === 'configured') {
		await startConfigured(context, entry);
	} else if (entry?.kind === 'foreign') {
		await endForeign(context, entry);
	} else if (entry?.kind === 'own') {
		const {state, id} = entry.status;
		const isStill = state === 'stopped' || state === 'failed' || state === 'needs you';
		if (isStill) {
			await start(context, entry.status);
		} else {
			await context.services.forwards.own.act(id, 'stop');
			context.say('info', `Stopped: ${statusText(entry.status)}`);
		}
	}
}

async function make(context: Context, from: ForwardFormStart): Promise<void> {
	const filled = await fillForwardForm(context, from);
	if (filled !== null) {
		context.send({type: 'pane-focused', pane: 'forwards'});
		await Promise.all(
			[filled.plan, ...filled.others].map(plan => setForward(context, plan, {isStarted: true})),
		);
	}
}

/** `n` in the pane. */
export async function create(context: Context): Promise<void> {
	const row = selectedRow(context.state());
	await make(context, {host: row?.kind === 'host' ? row.host.alias : ''});
}

/** `n` on a host. */
export async function createTo(context: Context): Promise<void> {
	const row = selectedRow(context.state());
	if (row?.kind === 'host') {
		await make(context, {host: row.host.alias});
	}
}

/** `e`: changes one of ours; what is up is restarted only where it leads elsewhere. */
export async function edit(context: Context): Promise<void> {
	const status = chosenOwn(context);
	const filled = await fillForwardForm(context, {host: status.alias, status});
	if (filled !== null) {
		const isStill = status.state === 'stopped' || status.state === 'failed';
		await Promise.all([
			setForward(context, filled.plan, {forward: status.id, isStarted: !isStill}),
			...filled.others.map(plan => setForward(context, plan, {isStarted: true})),
		]);
	}
}

export async function restart(context: Context): Promise<void> {
	const {id} = chosenOwn(context);
	await context.services.forwards.own.act(id, 'restart');
}

/** `d`: away with it; `u` brings it back. */
export async function remove(context: Context): Promise<void> {
	const status = chosenOwn(context);
	await context.services.forwards.own.act(status.id, 'remove');
	context.send({type: 'forward-removed', forward: status});
	context.say('info', `Deleted: ${statusText(status)}. u brings it back.`);
}

export async function undo(context: Context): Promise<void> {
	const status = context.state().removedForwards.at(-1);
	if (status !== undefined) {
		const {id, alias, kind, specification, label, isSaved, isAutomatic, state} = status;
		const isStarted = state !== 'stopped' && state !== 'failed';
		const plan = {alias, kind, specification, label, isSaved, isAutomatic};
		await context.services.forwards.own.set(plan, {forward: id, isStarted});
		context.send({type: 'forward-put-back'});
		context.say('good', `Back: ${statusText(status)}`);
	}
}

function showLines(context: Context, title: string, text: readonly string[], raw: readonly string[]): void {
	context.send({
		type: 'dialog-stacked',
		dialog: {
			kind: 'notice',
			title: printable(title),
			tone: 'info',
			text: text.map(printable),
			raw: raw.map(printable),
			position: listStart,
		},
	});
}

/** How much it is used now, where that is known: those who have gone, and what they carried, count no more. */
function linesOfUse(running: RunningForward | null): readonly string[] {
	const use = describeUse(running).long;
	return use === '' ? [] : [`Open now: ${use}.`];
}

/** `v`: whether it really works, each part of it. */
export async function verify(context: Context): Promise<void> {
	const status = chosenOwn(context);
	await context.work(`verifying ${statusText(status)}`, async signal => {
		const lines = await context.services.forwards.own.act(status.id, 'verify');
		signal.throwIfAborted();
		showLines(context, statusText(status), lines, []);
	});
}

/** `l`: what it went through, and what ssh said. */
export async function showLog(context: Context): Promise<void> {
	const entry = chosenForward(context.state());
	if (entry?.kind === 'foreign') {
		const {command, owner, pid} = entry.running;
		const about = [`Started by: ${owner}.`, ...linesOfUse(entry.running), 'Its command line:'];
		showLines(context, `Process ${pid}`, about, [command]);
		return;
	}
	const status = chosenOwn(context);
	const {history, lines} = await context.services.forwards.own.log(status.id);
	const moments = history.map(({at, state, reason}) => {
		const time = new Date(at).toLocaleString('sv-SE');
		return `${time}  ${state}${reason === null ? '' : `: ${reason}`}`;
	});
	const {runningForwards} = context.state();
	const running = runningForwards?.supported === true ? runningForwards.forwards : [];
	const about = [
		...linesOfUse(runningOf(status, running)),
		...(moments.length === 0 ? ['It was never started.'] : moments),
	];
	showLines(context, statusText(status), about, lines);
}
