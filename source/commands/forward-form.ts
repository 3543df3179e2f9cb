import {explicitForward, isWide} from '../core/forwards/explicit-forward.ts';
import {describeEndpoint, type Endpoint, type Forward} from '../core/forwards/forward.ts';
import type {ForwardPlan, ForwardStatus} from '../core/forwards/forward-status.ts';
import {readForwardFields, readPastedForward} from '../core/forwards/paste-forward.ts';
import {printForward} from '../core/forwards/print-forward.ts';
import {announceForward, forwardOf, targetOf} from '../core/forwards/status-words.ts';
import {whyRefused} from '../core/hosts/refused-name.ts';
import {printable} from '../core/text/printable.ts';
import type {Context} from './context.ts';
import type {FormVerdict, Values} from './dialogs/form.ts';

type Field = 'host' | 'kind' | 'listen' | 'target' | 'label' | 'keep';
/** `status`: the forward that is edited. */
export type ForwardFormStart = {readonly host: string; readonly status?: ForwardStatus};

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

function read(values: Values<Field>): Forward | {readonly problem: string} {
	const kind = values.kind as Forward['kind'];
	return readForwardFields(kind, values.listen, kind === 'dynamic' ? '' : values.target);
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

/** Who is in the way on this machine, and which port is free in its place. */
async function whyTaken(
	{services}: Context,
	listen: Endpoint,
	status: ForwardStatus | undefined,
	signal: AbortSignal,
): Promise<string | null> {
	const holder = await services.forwards.holder(listen);
	signal.throwIfAborted();
	if (holder === null || (holder !== 'unknown' && holder.pid === status?.pid)) {
		return null;
	}
	const by = holder === 'unknown' ? 'a program of another user' : `${holder.name} (process ${holder.pid})`;
	if ('path' in listen) {
		return `${listen.path} is in use by ${by}.`;
	}
	const free = await freeAfter(services, listen);
	return `${describeEndpoint(listen)} is taken by ${by}.${free === null ? '' : ` Port ${free} is free.`}`;
}

const triedPorts = 20;

async function freeAfter(
	services: Context['services'],
	listen: {readonly address: string | null; readonly port: number},
): Promise<number | null> {
	for (let port = listen.port + 1; port <= Math.min(65_535, listen.port + triedPorts); port++) {
		if ((await services.forwards.holder({...listen, port})) === null) {
			return port;
		}
	}
	return null;
}

async function judge(
	context: Context,
	values: Values<Field>,
	status: ForwardStatus | undefined,
	signal: AbortSignal,
): Promise<FormVerdict<Field>> {
	const kind = values.kind as Forward['kind'];
	const forward = read(values);
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
	const wide = `Other machines can use it too: it listens on ${describeEndpoint(explicit.listen)}.`;
	return {
		...common,
		errors: taken === null ? {} : {listen: taken},
		outlook: [
			{text: announceForward(values.host.trim(), explicit)},
			...(isWide(explicit) ? [{text: wide, tone: 'warning' as const}] : []),
		],
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
const lineStart = /(?:auto)?ssh\s|-[LRD]|(?:Local|Remote|Dynamic)Forward[\s=]/i;

function absorb(context: Context, id: Field, text: string): Partial<Values<Field>> | null {
	const at = id === 'label' ? -1 : text.search(lineStart);
	// What only looks like one is what the field is for: `db:80` in the target, `127.0.0.1:80` in the listener.
	const line = at !== -1 ? text.slice(at) : id === 'host' || id === 'listen' ? text : '';
	const pasted = readPastedForward(line, context.state().home);
	if (pasted === null) {
		return null;
	}
	const {host, kind, listen, target} = pasted;
	const stood = text.slice(0, Math.max(0, at)).trim();
	const own = id === 'host' ? {host: host ?? stood} : host === null ? {} : {host};
	return {kind, listen, target, ...own};
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

/** Asks for a forward in a form that says in words what will happen; null when it was left. */
export async function fillForwardForm(
	context: Context,
	from: ForwardFormStart,
): Promise<Omit<ForwardPlan, 'configFile'> | null> {
	const first = startValues(from);
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
		check: (now, signal) => judge(context, now, from.status, signal),
		suggest: (id, now) => suggest(context, id, now),
		absorb: (id, text) => absorb(context, id, text),
	});
	if (values === null) {
		return null;
	}
	const forward = read(values);
	if ('problem' in forward) {
		return null;
	}
	const explicit = explicitForward(forward);
	const alias = values.host.trim();
	const isAsked = isWide(explicit) && (from.status === undefined || !isWide(forwardOf(from.status)));
	if (isAsked && !(await confirmWide(context, alias, explicit))) {
		return null;
	}
	return {
		alias,
		kind: explicit.kind,
		specification: printForward(explicit),
		label: values.label.trim() === '' ? null : values.label.trim().slice(0, 200),
		isSaved: values.keep !== 'no',
		isAutomatic: values.keep === 'start',
	};
}

function confirmWide(context: Context, alias: string, forward: Forward): Promise<boolean> {
	const machine = forward.kind === 'remote' ? printable(alias) : 'this machine';
	return context.dialogs.confirm({
		title: 'Open to other machines',
		body: [
			{text: announceForward(alias, forward)},
			{text: `Whoever reaches ${machine} over the network can use it, without a password.`, tone: 'warning'},
		],
		question: 'Open it to them?',
	});
}
