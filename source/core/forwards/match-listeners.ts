import {describeEndpoint, type Endpoint, type Forward} from './forward.ts';
import type {RunningForward} from './running-forward.ts';

/** `through`: the inodes of the connections that came through it; null where its listener is on another machine. */
export type Row = Pick<RunningForward, 'kind' | 'listen' | 'target'> & {
	readonly through: readonly string[] | null;
};

/**
 * The forwards a process holds: what it was asked for where it listens, the remote ones it was asked for (their listener
 * is not on this machine), and a row of unknown kind for each listener that nothing asked for. `ends` are the ends on this
 * machine of all its connections, by inode: those at the place of a listener came through it.
 */
export function matchListeners(
	listeners: readonly Endpoint[],
	forwards: readonly Forward[],
	ends: ReadonlyMap<string, Endpoint> = new Map(),
): Row[] {
	const groups = new Map<string, {forward: Forward | null; listeners: Endpoint[]}>();
	for (const listener of listeners) {
		const forward = findForward(listener, forwards);
		const place = placeOf(listener);
		const key = `${forward === null ? '' : forwards.indexOf(forward)} ${place}`;
		const group = groups.get(key);
		if (group === undefined) {
			groups.set(key, {forward, listeners: [listener]});
		} else {
			group.listeners.push(listener);
		}
	}
	const here = Array.from(groups.values(), group => ({
		kind: group.forward?.kind ?? ('unknown' as const),
		listen: describeTogether(group.listeners),
		target: describeTarget(group.forward),
		through: [...ends].filter(([, end]) => isThrough(end, group.listeners)).map(([inode]) => inode),
	}));
	const there = forwards
		.filter(forward => forward.kind === 'remote')
		.map(forward => ({
			kind: forward.kind,
			listen: describeEndpoint(forward.listen),
			target: describeTarget(forward),
			through: null,
		}));
	return [...here, ...there];
}

function placeOf(endpoint: Endpoint): string | number {
	return 'path' in endpoint ? endpoint.path : endpoint.port;
}

function isThrough(end: Endpoint, listeners: readonly Endpoint[]): boolean {
	return listeners.some(
		listener =>
			placeOf(listener) === placeOf(end) &&
			('path' in listener || 'path' in end || isEverywhere(listener) || listener.address === end.address),
	);
}

function isEverywhere(listener: Endpoint): boolean {
	return 'port' in listener && (listener.address === '0.0.0.0' || listener.address === '::');
}

function describeTarget(forward: Forward | null): string | null {
	return forward?.target ? describeEndpoint(forward.target) : null;
}

/** The one with the very address; else one that gives none, or a name: any address may come of it. */
function findForward(listener: Endpoint, forwards: readonly Forward[]): Forward | null {
	const local = forwards.filter(forward => forward.kind !== 'remote');
	if ('path' in listener) {
		return local.find(({listen}) => 'path' in listen && listen.path === listener.path) ?? null;
	}
	const samePort = local.filter(({listen}) => 'port' in listen && listen.port === listener.port);
	return (
		samePort.find(({listen}) => 'port' in listen && listen.address === listener.address) ??
		samePort.find(({listen}) => 'port' in listen && !/^[\d.]+$|:/.test(listen.address ?? '')) ??
		null
	);
}

/** Two listeners of the same port on both loopbacks, or on both families, are one place. */
function describeTogether(listeners: readonly Endpoint[]): string {
	const places = listeners.map(listener => (isEverywhere(listener) ? {...listener, address: '*'} : listener));
	const isBothLoopbacks = ['127.0.0.1', '::1'].every(address =>
		places.some(place => 'port' in place && place.address === address),
	);
	const shown = places.map(place =>
		isBothLoopbacks && 'port' in place && (place.address === '127.0.0.1' || place.address === '::1')
			? describeEndpoint({...place, address: null})
			: describeEndpoint(place),
	);
	return [...new Set(shown)].join(', ');
}
