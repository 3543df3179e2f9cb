import {isWide} from '../core/forwards/explicit-forward.ts';
import {describeEndpoint, type Endpoint, type Forward} from '../core/forwards/forward.ts';
import type {ForwardStatus} from '../core/forwards/forward-status.ts';
import {announceForward} from '../core/forwards/status-words.ts';
import {counted} from '../core/text/numbers.ts';
import type {Paragraph} from '../state/asked-dialogs.ts';
import type {Context} from './context.ts';

/** What a pasted line asks for besides the forward in the fields. */
export type Rest = {readonly forwards: readonly Forward[]; readonly ignored: readonly string[]};

export const nothingMore: Rest = {forwards: [], ignored: []};

/** Who is in the way on this machine, and which port is free in its place. */
export async function whyTaken(
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

/** What will be when it is up, in words. */
export function announce(host: string, forward: Forward): Paragraph[] {
	const wide = `Other machines can use it too: it listens on ${describeEndpoint(forward.listen)}.`;
	return [
		{text: announceForward(host, forward)},
		...(isWide(forward) ? [{text: wide, tone: 'warning' as const}] : []),
	];
}

/** What will be besides, in words, with who is in the way. */
export async function announceRest(
	context: Context,
	host: string,
	{forwards, ignored}: Rest,
	signal: AbortSignal,
): Promise<Paragraph[]> {
	const paragraphs: Paragraph[] =
		forwards.length === 0
			? []
			: [{text: `Also of the pasted line (${counted(forwards.length, 'forward')}):`}];
	for (const forward of forwards) {
		const taken =
			forward.kind === 'remote' ? null : await whyTaken(context, forward.listen, undefined, signal);
		paragraphs.push(...announce(host, forward));
		if (taken !== null) {
			paragraphs.push({text: taken, tone: 'warning'});
		}
	}
	if (ignored.length > 0) {
		const text = `Not taken from the pasted line: ${ignored.join(', ')}. What the host needs belongs in its config.`;
		paragraphs.push({text, tone: 'warning'});
	}
	return paragraphs;
}
