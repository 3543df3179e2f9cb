import type {Host} from './host.ts';

const longestRoute = 16;

/** The name in a ProxyJump entry `[user@]host[:port]` or `ssh://…`. */
export function jumpName(entry: string): string {
	const withoutScheme = entry.replace(/^ssh:\/\//, '').replace(/\/$/, '');
	const target = withoutScheme.slice(withoutScheme.lastIndexOf('@') + 1);
	return target.startsWith('[') ? target.slice(1).split(']')[0]! : target.replace(/:\d+$/, '');
}

/** The port in a ProxyJump entry; null where the config says it. */
export function jumpPort(entry: string): number | null {
	const port = /(?:^|@|\/\/)(?:\[[^\]]*\]|[^:@[\]]*):(\d{1,5})\/?$/.exec(entry)?.[1];
	return port === undefined ? null : Number(port);
}

/**
 * The machines between here and a host, nearest first, as ssh visits them: the ProxyJump list (`jumps`), and before its
 * first entry whatever that host itself is reached through. A loop is cut where it closes.
 */
export function jumpChain(hosts: readonly Host[], jumps: string | null): readonly string[] {
	const chain: string[] = [];
	let next = jumps;
	while (next !== null && next.toLowerCase() !== 'none' && next !== '' && chain.length < longestRoute) {
		const hops: string[] = next.split(',').map(entry => entry.trim());
		chain.unshift(...hops);
		const first = jumpName(hops[0]!);
		const isLoop = chain.indexOf(hops[0]!) !== chain.lastIndexOf(hops[0]!);
		next = isLoop ? null : (hosts.find(host => host.alias === first)?.proxyJump ?? null);
	}
	return chain;
}
