import {explicitForward, isWide} from '../core/forwards/explicit-forward.ts';
import {describeEndpoint, type Forward} from '../core/forwards/forward.ts';
import type {ForwardPlan, ForwardStatus} from '../core/forwards/forward-status.ts';
import {fieldsOf, readForwardFields, readPastedForwards} from '../core/forwards/paste-forward.ts';
import {printForward} from '../core/forwards/print-forward.ts';
import {announceForward, forwardOf, targetOf} from '../core/forwards/status-words.ts';
import {withWholePaths} from '../core/forwards/whole-paths.ts';
import {whyRefused} from '../core/hosts/refused-name.ts';
import {printable} from '../core/text/printable.ts';
import type {Context} from './context.ts';
import type {FormVerdict, Values} from './dialogs/form.ts';
import {announce, announceRest, nothingMore, type Rest, whyTaken} from './forward-outlook.ts';

type Field = 'host' | 'kind' | 'listen' | 'target' | 'label' | 'keep';
/** `status`: the forward that is edited. */
export type ForwardFormStart = {readonly host: string; readonly status?: ForwardStatus};

type Plan = Omit<ForwardPlan, 'configFile'>;
const listenNotes = {
	local:
		'Port of this machine, such as 5432. With an address: 127.0.0.1:5432, [::1]:5432, or the path of a socket.',
	remote: 'Port of the host, such as 9000; 0 lets it choose one.',
	dynamic: 'Port of this machine for the proxy, such as 1080.',
};
const targetNotes = {
	local: 'Where it leads, as seen from the host: db.internal:5432, localhost:80, or the path of a socket.',
	remote: 'Where it leads, as seen from this machine: localhost:3000. Empty: a SOCKS proxy for the host.',
	dynamic: '',
};

function read({state}: Context, values: Values<Field>): Forward | {readonly problem: string} {
	const kind = values.kind as Forward['kind'];
	const forward = readForwardFields(kind, values.listen, kind === 'dynamic' ? '' : values.target);
	return 'problem' in forward ? forward : withWholePaths(forward, state().home);
}

/** What is wrong with the fields by themselves. */
function faults(
	values: Values<Field>,
	forward: Forward | {readonly problem: string},
): FormVerdict<Field>['errors'] {
	const host = values.host.trim();
	const refused = host === '' ? 'Through which host?' : whyRefused(host);
	const isBare = values.listen.trim() === '' ? 'Where does it listen?' : null;
	const isAimless = values.kind === 'local' && values.target.trim() === '' ? 'Where does it lead?' : null;
	const problem = 'problem' in forward ? `This is ${forward.problem}.` : null;
	const other = isBare === null && isAimless === null ? problem : null;
	const isListenRight =
		'problem' in readForwardFields('dynamic', values.listen, '') && !values.listen.trim().startsWith('/');
	return {
		...(refused === null ? {} : {host: refused}),
		...(isBare === null ? {} : {listen: isBare}),
		...(isAimless === null ? {} : {target: isAimless}),
		...(other === null ? {} : {[isListenRight && values.listen.trim() !== '0' ? 'listen' : 'target']: other}),
	};
}

async function judge(
	context: Context,
	values: Values<Field>,
	{status, rest}: {readonly status: ForwardStatus | undefined; readonly rest: Rest},
	signal: AbortSignal,
): Promise<FormVerdict<Field>> {
	const kind = values.kind as Forward['kind'];
	const forward = read(context, values);
	const errors = faults(values, forward);
	const common = {
		notes: {listen: listenNotes[kind], target: targetNotes[kind]},
		hidden: kind === 'dynamic' ? (['target'] as const) : [],
	};
	if ('problem' in forward || Object.keys(errors ?? {}).length > 0) {
		return {...common, errors: errors ?? {}};
	}
	const explicit = explicitForward(forward);
	const taken = kind === 'remote' ? null : await whyTaken(context, explicit.listen, status, signal);
	const host = values.host.trim();
	return {
		...common,
		errors: taken === null ? {} : {listen: taken},
		outlook: [...announce(host, explicit), ...(await announceRest(context, host, rest, signal))],
	};
}

/** What was forwarded before, from or to the same host first. */
function remembered({state}: Context, values: Values<Field>, part: 'listen' | 'target'): string[] {
	const {ownForwards, hosts} = state();
	const own = (ownForwards ?? []).toSorted(
		(a, b) => Number(b.alias === values.host) - Number(a.alias === values.host),
	);
	const configured = (hosts.reading?.forwards ?? []).filter(({alias}) => alias === values.host);
	const texts =
		part === 'target'
			? [...own.map(one => targetOf(one)), ...configured.map(({target}) => target)]
			: [...configured.map(({listen}) => listen)];
	const typed = values[part];
	return [...new Set(texts)].filter((text): text is string => text?.startsWith(typed) ?? false);
}

function suggest(context: Context, id: Field, values: Values<Field>): string[] {
	if (id === 'host') {
		const typed = values.host.trim();
		const all = (context.state().hosts.reading?.hosts ?? [])
			.filter(({refused}) => refused === null)
			.map(({alias}) => alias);
		return [
			...all.filter(alias => alias.startsWith(typed)),
			...all.filter(alias => !alias.startsWith(typed) && alias.includes(typed)),
		];
	}
	if (id === 'listen' || id === 'target') {
		const port = /:(\d+)$/.exec(values.target)?.[1];
		const same = id === 'listen' && port !== undefined && Number(port) >= 1024 ? [port] : [];
		return [...same.filter(text => text.startsWith(values.listen)), ...remembered(context, values, id)];
	}
	return [];
}

/** Where a whole line begins that was pasted behind what stood in a field. */
const lineStart =
	/(?:^|\n)\s*[Hh]ost\s|(?:auto)?ssh\s|(?:^|\s)-[LRD]|-[LRD]\s|(?:[Ll]ocal|[Rr]emote|[Dd]ynamic)[Ff]orward[\s=]/;

function absorb(
	context: Context,
	id: Field,
	text: string,
): {readonly values: Partial<Values<Field>>; readonly rest: Rest} | null {
	const at = id === 'label' ? -1 : text.search(lineStart);
	// What only looks like one is what the field is for: `db:80` in the target, `127.0.0.1:80` in the listener.
	const line = at !== -1 ? text.slice(at) : id === 'host' || id === 'listen' ? text : '';
	const pasted = readPastedForwards(line, context.state().home);
	const [first, ...others] = pasted?.forwards ?? [];
	if (pasted === null || first === undefined) {
		return null;
	}
	const {host, ignored} = pasted;
	const stood = text.slice(0, Math.max(0, at)).trim();
	const own = id === 'host' ? {host: host ?? stood} : host === null ? {} : {host};
	return {
		values: {...fieldsOf(first), ...own},
		rest: {forwards: others.map(explicitForward), ignored},
	};
}

function startValues({host, status}: ForwardFormStart): Record<Field, string> {
	if (status === undefined) {
		return {host, kind: 'local', listen: '', target: '', label: '', keep: 'no'};
	}
	const {kind, label, isSaved, isAutomatic} = status;
	return {
		host,
		kind,
		listen: describeEndpoint(forwardOf(status).listen),
		target: targetOf(status) ?? '',
		label: label ?? '',
		keep: isAutomatic ? 'start' : isSaved ? 'save' : 'no',
	};
}

/** What stands in the form when it is opened. */
type Draft = {readonly first: Values<Field>; readonly rest: Rest};

/**
 * Asks for a forward in a form that says in words what will happen, and for what else a pasted line asks for; null when it was
 * left.
 */
export async function fillForwardForm(
	context: Context,
	from: ForwardFormStart,
	draft: Draft = {first: startValues(from), rest: nothingMore},
): Promise<{readonly plan: Plan; readonly others: readonly Plan[]} | null> {
	const {first} = draft;
	let {rest} = draft;
	const values = await context.dialogs.form<Field>({
		title: from.status === undefined ? 'New forward' : 'Edit the forward',
		submit: from.status === undefined ? 'start' : 'save',
		fields: [
			{
				id: 'host',
				label: 'Through host',
				value: first.host,
				note: 'A host of the config. A whole ssh -L … line can be pasted here.',
			},
			{
				id: 'kind',
				label: 'Kind',
				value: first.kind,
				options: [
					{value: 'local', label: 'local (-L)'},
					{value: 'remote', label: 'remote (-R)'},
					{value: 'dynamic', label: 'SOCKS (-D)'},
				],
			},
			{id: 'listen', label: 'Listens on', value: first.listen},
			{id: 'target', label: 'Leads to', value: first.target},
			{id: 'label', label: 'Label', value: first.label, note: 'What it is for, in your words.'},
			{
				id: 'keep',
				label: 'Keep it',
				value: first.keep,
				options: [
					{value: 'no', label: 'until a restart'},
					{value: 'save', label: 'always'},
					{value: 'start', label: 'and start with the dashboard'},
				],
			},
		],
		check: (now, signal) => judge(context, now, {status: from.status, rest}, signal),
		suggest: (id, now) => suggest(context, id, now),
		absorb(id, text) {
			const absorbed = absorb(context, id, text);
			rest = absorbed?.rest ?? rest;
			return absorbed?.values ?? null;
		},
	});
	if (values === null) {
		return null;
	}
	const forward = read(context, values);
	if ('problem' in forward) {
		return null;
	}
	const explicit = explicitForward(forward);
	const alias = values.host.trim();
	const wide = [...(isOpenAlready(from.status, alias, explicit) ? [] : [explicit]), ...rest.forwards];
	if (wide.some(isWide) && !(await confirmWide(context, alias, wide.filter(isWide)))) {
		return fillForwardForm(context, from, {first: values, rest});
	}
	const common = {
		alias,
		label: values.label.trim() === '' ? null : values.label.trim().slice(0, 200),
		isSaved: values.keep !== 'no',
		isAutomatic: values.keep === 'start',
	};
	const planOf = (forward: Forward): Plan => ({
		...common,
		kind: forward.kind,
		specification: printForward(forward),
	});
	return {plan: planOf(explicit), others: rest.forwards.map(planOf)};
}

/** Whether a forward that is edited listens there now. */
function isOpenAlready(status: ForwardStatus | undefined, alias: string, {kind, listen}: Forward): boolean {
	const now = status === undefined ? null : forwardOf(status);
	return (
		now?.kind === kind && status?.alias === alias && describeEndpoint(now.listen) === describeEndpoint(listen)
	);
}

function confirmWide(context: Context, alias: string, forwards: readonly Forward[]): Promise<boolean> {
	const machines = forwards.map(({kind}) => (kind === 'remote' ? printable(alias) : 'this machine'));
	const whoever = `Whoever reaches ${[...new Set(machines)].join(' or ')} over the network`;
	return context.dialogs.confirm({
		title: 'Open to other machines',
		body: [
			...forwards.map(forward => ({text: announceForward(alias, forward)})),
			{text: `${whoever} can use it, without a password.`, tone: 'warning'},
		],
		question: 'Open it to them?',
	});
}
