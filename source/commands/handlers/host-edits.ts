import {Failure, isAbort, Refusal} from '../../core/errors.ts';
import {removalNotes} from '../../core/forwards/removal-notes.ts';
import type {EditRequest} from '../../core/hosts/edit/edit-request.ts';
import {emptyDraft, type HostDraft} from '../../core/hosts/edit/host-draft.ts';
import {mergeDrafts} from '../../core/hosts/edit/merge-drafts.ts';
import {pastedDraft} from '../../core/hosts/edit/pasted-draft.ts';
import {renameOf} from '../../core/hosts/edit/rename.ts';
import {aliasesOf} from '../../core/hosts/edit/whole-block.ts';
import type {ConfigReading, Host, HostPattern, Origin} from '../../core/hosts/host.ts';
import {isProd} from '../../core/hosts/marking-tags.ts';
import {printable} from '../../core/text/printable.ts';
import {selectedRow} from '../../state/rows/details-rows.ts';
import {shortPath} from '../../state/short-path.ts';
import type {Context} from '../context.ts';
import type {Values} from '../dialogs/form.ts';
import {confirmPlan} from '../host-form/confirm-plan.ts';
import {fillHostForm, type HostForm} from '../host-form/fill-host-form.ts';
import {askForJumps, carryOver, ownForwardsOf} from '../host-form/rename-host.ts';
import {makeWhileBusy} from '../while-busy.ts';

/** A host or a pattern of the list, as a block that can be changed. */
export type Chosen = {
	readonly name: string;
	readonly names: readonly string[];
	readonly at: Origin;
	readonly isProd: boolean;
};

export function chosen({state}: Context): Chosen {
	const row = selectedRow(state());
	if (row?.kind === 'host') {
		const {alias, patterns, source} = row.host;
		return {name: alias, names: patterns, at: source, isProd: isProd(row.host)};
	}
	if (row?.kind === 'pattern') {
		const {patterns, source} = row.pattern;
		return {name: patterns.join(' '), names: patterns, at: source, isProd: isProd(row.pattern)};
	}
	throw new Refusal('Choose a host of the config first.');
}

/** Where the host stands now: the file may have been changed since it was read. */
function placeNow({hosts, patterns}: ConfigReading, {name, names, at}: Chosen): Origin {
	const all: readonly (Host | HostPattern)[] = [...hosts, ...patterns];
	const same = all.filter(each => each.patterns.join('\0') === names.join('\0'));
	const found =
		same.find(({source}) => source.file === at.file && source.line === at.line) ??
		same.find(({source}) => source.file === at.file) ??
		hosts.find(({alias}) => alias === name);
	if (found === undefined) {
		throw new Refusal(`${printable(name)} is no longer in the config.`);
	}
	return found.source;
}

export async function readAnew({services, send}: Context, alias?: string): Promise<ConfigReading> {
	const reading = await services.config.read(new AbortController().signal);
	send({type: 'config-read', reading});
	if (alias !== undefined) {
		send({type: 'host-chosen', alias});
	}
	return reading;
}

/** Plans a change, shows it, and makes it when told to. False: it was not wanted. */
export async function carryOut(
	context: Context,
	title: string,
	request: EditRequest | (() => Promise<EditRequest>),
	options: {
		readonly name?: string | undefined;
		readonly alias?: string | undefined;
		readonly notes?: readonly string[];
	} = {},
): Promise<boolean> {
	const {services, say, state} = context;
	const plan = await makeWhileBusy(context, title, async signal => {
		const wanted = typeof request === 'function' ? await request() : request;
		return services.hostEdits.plan(title, wanted, signal);
	});
	try {
		const told = {...plan, notes: [...plan.notes, ...(options.notes ?? [])]};
		if (!(await confirmPlan(context, told, {question: 'Write this?', name: options.name}))) {
			return false;
		}
		await services.hostEdits.apply(plan);
	} finally {
		await plan.close();
	}
	const trouble = plan.rename === null ? '' : await carryOver(context, plan.rename);
	await readAnew(context, options.alias);
	const files = plan.files.map(({file}) => shortPath(file, state().home)).join(', ');
	say(trouble === '' ? 'good' : 'warning', `Wrote ${files}; u undoes it.${trouble}`);
	context.refresh();
	return true;
}

type Filling = {
	readonly form: HostForm;
	readonly title: (draft: HostDraft) => string;
	/** What is asked of the config for what was filled in. */
	readonly request: (draft: HostDraft, file: string) => Promise<EditRequest>;
};

/** The form, until what is filled in is written or the form is left: what was typed is never lost to a refusal. */
async function fill(context: Context, {form, title, request}: Filling): Promise<void> {
	let kept: {values: Values<string>; trouble: string} | null = null;
	for (;;) {
		const result: Awaited<ReturnType<typeof fillHostForm>> = await fillHostForm(context, form, kept);
		if (result === null) {
			return;
		}
		const {draft, file} = result.filled;
		try {
			const [alias] = aliasesOf(draft.names);
			if (await carryOut(context, title(draft), () => request(draft, file), {alias})) {
				return;
			}
			kept = {values: result.values, trouble: 'Nothing was written.'};
		} catch (error) {
			if (isAbort(error)) {
				kept = {values: result.values, trouble: 'Nothing was written.'};
			} else if (error instanceof Refusal || error instanceof Failure) {
				kept = {values: result.values, trouble: [error.message, error.nextStep].filter(Boolean).join(' ')};
			} else {
				throw error;
			}
		}
	}
}

function fillNew(context: Context, title: string, draft: HostDraft, file: string): Promise<void> {
	return fill(context, {
		form: {title, draft, known: [], file},
		title: made => `add ${made.names.join(' ')}`,
		request: async (made, to) => ({kind: 'add', draft: made, file: to}),
	});
}

function userFile({state}: Context): string {
	const file = state().hosts.reading?.file ?? 'none';
	if (file === 'none') {
		throw new Refusal('There is no config to change: it is `none`.');
	}
	return file;
}

/** A new host from what is typed in the filter: an ssh line, or a name. */
export async function saveTyped(context: Context): Promise<void> {
	const {state, send} = context;
	const file = userFile(context);
	const typed = pastedDraft(state().hosts.filter.text, state().home);
	if (typed instanceof Refusal) {
		throw typed;
	}
	send({type: 'filter-cleared'});
	await fillNew(context, 'New host', typed, file);
}

/** `a`: a new host; on the row of what is typed it is that one. */
export async function add(context: Context): Promise<void> {
	if (selectedRow(context.state())?.kind === 'typed') {
		await saveTyped(context);
		return;
	}
	await fillNew(context, 'New host', emptyDraft, userFile(context));
}

function draftAt(context: Context, {name, at}: Chosen): Promise<HostDraft> {
	return makeWhileBusy(context, `read ${name}`, () => context.services.hostEdits.draft(at));
}

export async function edit(context: Context): Promise<void> {
	const host = chosen(context);
	const base = await draftAt(context, host);
	await fill(context, {
		form: {title: `Edit ${host.name}`, draft: base, known: base.names, file: host.at.file},
		title: () => `edit ${host.name}`,
		async request(draft, file) {
			const reading = await readAnew(context);
			const at = placeNow(reading, host);
			const now = await context.services.hostEdits.draft(at);
			const merged = mergeDrafts(base, draft, now);
			const rename = renameOf(reading, now.names, merged.names);
			return {
				kind: 'change',
				at,
				draft: merged,
				file: file === host.at.file ? at.file : file,
				...(rename === null ? {} : {rename: {...rename, jumps: await askForJumps(context, rename)}}),
			};
		},
	});
}

export async function clone(context: Context): Promise<void> {
	const host = chosen(context);
	const draft = await draftAt(context, host);
	await fillNew(context, `Clone of ${host.name}`, {...draft, names: []}, host.at.file);
}

export async function remove(context: Context): Promise<void> {
	const host = chosen(context);
	const row = selectedRow(context.state());
	const names = row?.kind === 'host' ? [host.name] : host.names;
	await carryOut(
		context,
		`remove ${host.name}`,
		async () => ({kind: 'remove', at: placeNow(await readAnew(context), host), names}),
		{
			name: host.isProd ? host.name : undefined,
			notes: names.flatMap(name => removalNotes(ownForwardsOf(context, name), name)),
		},
	);
}

/** `u`: undoes what was changed last, of the config or of known_hosts. */
export async function undo(context: Context, undoHostKeys: () => Promise<void>): Promise<void> {
	const {services, say, state} = context;
	const last = await makeWhileBusy(context, 'undo', async signal => {
		const [change, removal] = await Promise.all([
			services.hostEdits.lastChange(),
			services.hostKeys.lastRemoval(),
		]);
		return removal !== null && removal > (change ?? 0) ? 'host keys' : services.hostEdits.planUndo(signal);
	});
	if (last === 'host keys') {
		await undoHostKeys();
		return;
	}
	if (last === null) {
		say('info', 'Nothing to undo.');
		return;
	}
	const {entry, files} = last;
	try {
		if (!(await confirmPlan(context, last, {question: 'Undo this?'}))) {
			return;
		}
		await services.hostEdits.undo(last);
	} finally {
		await last.close();
	}
	const {rename} = entry;
	const trouble = rename ? await carryOver(context, {from: rename.to, to: rename.from}) : '';
	await readAnew(context);
	const names = files.map(({file}) => shortPath(file, state().home)).join(', ');
	say(trouble === '' ? 'good' : 'warning', `Undone: ${entry.title} (${names}).${trouble}`);
	context.refresh();
}
