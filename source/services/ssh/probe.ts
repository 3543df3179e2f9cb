import {connect} from 'node:net';
import {Failure, Refusal} from '../../core/errors.ts';
import type {EffectiveOptions} from '../../core/hosts/host.ts';
import {jumpName} from '../../core/hosts/route.ts';
import {printable} from '../../core/text/printable.ts';

/** How a probe went: the address that was tried, and the time to the connection in milliseconds. */
export type Probe = {readonly target: string; readonly milliseconds: number};

type Effective = (alias: string, signal: AbortSignal) => Promise<EffectiveOptions>;

const deadline = 10_000;
/** OpenSSH 9.8 and later lock out addresses that connect and leave (PerSourcePenalties). */
const pause = 60_000;
const longestRoute = 16;

function first(effective: EffectiveOptions, option: string): string | null {
	const value = effective.options[option]?.[0]?.value ?? null;
	return value === 'none' ? null : value;
}

/** The address that this machine itself connects to on the way to a host. */
async function firstHop(
	alias: string,
	effective: Effective,
	signal: AbortSignal,
): Promise<{host: string; port: number}> {
	let name = alias;
	for (let hops = 0; hops < longestRoute; hops++) {
		const options = await effective(name, signal);
		if (first(options, 'proxycommand') !== null) {
			throw new Refusal(
				`${printable(alias)} is reached through a ProxyCommand: there is no address to probe.`,
			);
		}
		const jump = first(options, 'proxyjump');
		if (jump === null) {
			return {host: first(options, 'hostname') ?? name, port: Number(first(options, 'port') ?? 22)};
		}
		name = jumpName(jump.split(',')[0] ?? '');
	}
	throw new Refusal(`The jump hosts of ${printable(alias)} form a loop.`);
}

function connectOnce(host: string, port: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const socket = connect({host, port, signal: AbortSignal.any([signal, AbortSignal.timeout(deadline)])});
		socket.once('connect', () => {
			socket.destroy();
			resolve();
		});
		socket.once('error', reject);
	});
}

const reasons: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'nothing listens there (connection refused)',
	ENOTFOUND: 'its name does not resolve',
	EAI_AGAIN: 'its name does not resolve now',
	EHOSTUNREACH: 'there is no route to it',
	ENETUNREACH: 'its network is not reachable',
	ABORT_ERR: `no answer within ${deadline / 1000} s`,
	ETIMEDOUT: 'no answer',
};

/**
 * One TCP connection to the first hop of a host, at most one a minute for each. Throws a Refusal when it is too soon or
 * there is no address to try, a Failure that says why it could not connect.
 */
export function openProbe(effective: Effective, now: () => number) {
	const last = new Map<string, number>();
	return async (alias: string, signal: AbortSignal): Promise<Probe> => {
		const {host, port} = await firstHop(alias, effective, signal);
		const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
		const wait = (last.get(target) ?? Number.NEGATIVE_INFINITY) + pause - now();
		if (wait > 0) {
			const seconds = Math.ceil(wait / 1000);
			throw new Refusal(
				`${printable(target)} was probed a moment ago.`,
				`Again in ${seconds} s: servers lock out who knocks too often.`,
			);
		}
		last.set(target, now());
		const start = performance.now();
		try {
			await connectOnce(host, port, signal);
		} catch (error) {
			signal.throwIfAborted();
			const {code = '', message} = error as NodeJS.ErrnoException;
			throw new Failure(`${printable(target)}: ${reasons[code] ?? printable(message)}`, {cause: error});
		}
		return {target, milliseconds: performance.now() - start};
	};
}
