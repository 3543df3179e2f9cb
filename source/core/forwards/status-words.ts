import {explicitForward, parseExplicit} from './explicit-forward.ts';
import {describeEndpoint, type Endpoint, type Forward} from './forward.ts';
import type {ForwardPlan, ForwardStatus} from './forward-status.ts';

const letters = {local: 'L', remote: 'R', dynamic: 'D'} as const;

/** What a forward of ours is; its specification was checked when it came in. */
export function forwardOf({kind, specification}: Pick<ForwardPlan, 'kind' | 'specification'>): Forward {
	return parseExplicit(kind, specification) ?? {kind, listen: {path: specification}, target: null};
}

/** Where a forward of ours listens, `address:port` or a path, with the port that the far side chose. */
export function listenOf(status: Pick<ForwardStatus, 'kind' | 'specification' | 'port'>): string {
	const {listen} = forwardOf(status);
	const chosen: Endpoint = 'port' in listen && status.port !== null ? {...listen, port: status.port} : listen;
	return describeEndpoint(chosen);
}

/** Where it leads; null for a proxy. */
export function targetOf(plan: Pick<ForwardPlan, 'kind' | 'specification'>): string | null {
	const {target} = forwardOf(plan);
	return target === null ? null : describeEndpoint(target);
}

/** One line such as `L 127.0.0.1:5432 → db:5432 via bastion`; a remote one says on which machine it listens. */
export function statusText(status: Pick<ForwardStatus, 'kind' | 'specification' | 'port' | 'alias'>): string {
	const listen = listenOf(status);
	const target = targetOf(status) ?? 'SOCKS';
	const {alias} = status;
	return status.kind === 'remote'
		? `R ${listen} on ${alias} → ${target}`
		: `${letters[status.kind]} ${listen} → ${target} via ${alias}`;
}

/** What will be when it is up, as a sentence. */
export function announceForward(alias: string, forward: Forward): string {
	const {kind, listen, target} = explicitForward(forward);
	const [listener, other] = kind === 'remote' ? [alias, 'this machine'] : ['this machine', alias];
	const place = 'port' in listen && listen.port === 0 ? 'a port that it chooses' : describeEndpoint(listen);
	return target === null
		? `On ${listener}, ${place} will be a SOCKS proxy that goes out from ${other}.`
		: `On ${listener}, ${place} will lead to ${describeEndpoint(target)} as seen from ${other}.`;
}
