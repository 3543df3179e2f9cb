import {meaningfulLines} from '../diagnosis/last-words.ts';
import {printable} from '../text/printable.ts';
import type {Endpoint, Forward} from './forward.ts';
import type {Setback} from './life.ts';
import {capitalized, describePlace} from './place.ts';

/** Why a forward does not listen. `taken`: by whom is to be found out. */
export type Refused = Setback & {readonly isTaken: boolean};

type Rule = {
	readonly pattern: RegExp;
	/** `place` is where it was to listen, `why` what the system says, `host` the far machine. */
	readonly judge: (place: string, why: string, host: string, listen: Endpoint) => Setback;
};

const taken = /^Address already in use$/;

function locally(place: string, why: string): Setback {
	if (taken.test(why)) {
		return {kind: 'final', reason: `${capitalized(place)} of this machine is taken.`};
	}
	if (why === 'Permission denied') {
		return {
			kind: 'final',
			reason: `Nobody but root may listen on ${place} of this machine. Choose a port from 1024 on.`,
		};
	}
	if (why === 'Cannot assign requested address') {
		return {kind: 'retry', reason: `This machine has no such address now: ${place}.`};
	}
	return {kind: 'final', reason: `This machine cannot listen on ${place}: ${why}.`};
}

/** The far side says no more than that it does not. */
function remotely(place: string, host: string, listen: Endpoint): string {
	if ('path' in listen) {
		return `${host} does not listen on ${place}: something is there already (a socket that was left there has to be removed), its directory is missing or not to be written, or its sshd forbids it (AllowStreamLocalForwarding).`;
	}
	if (listen.port === 0) {
		return `${host} gives no port: its sshd forbids it (AllowTcpForwarding, PermitListen).`;
	}
	const low = listen.port < 1024 ? ', or only root may listen there' : '';
	return `${host} does not listen on ${place}: it is taken there, or its sshd forbids it (AllowTcpForwarding, PermitListen)${low}.`;
}

const rules: readonly Rule[] = [
	{pattern: /^bind \[[^\]]*\]:\d+: (?<why>.+)$/, judge: locally},
	{
		pattern: /^unix_listener: cannot bind to path .+: (?<why>[^:]+)$/,
		judge: (place, why) =>
			taken.test(why)
				? {
						kind: 'final',
						reason: `${capitalized(place)} is there already on this machine. Choose another path, or remove it.`,
					}
				: {kind: 'final', reason: `This machine cannot listen on ${place}: ${why}.`},
	},
	{
		pattern: /^unix_listener: path ".+" too long for Unix domain socket$/,
		judge: place => ({kind: 'final', reason: `${capitalized(place)} is too long a path for a socket.`}),
	},
	{
		pattern:
			/^(?:mux_\w+: )?(?:forwarding request failed: )?remote port forwarding failed for listen (?:port|path) .+$/,
		judge: (place, _, host, listen) => ({kind: 'held', reason: remotely(place, host, listen)}),
	},
	{
		pattern:
			/^getaddrinfo: .+: (?<why>[^:]+)$|^channel_setup_fwd_listener_tcpip: getaddrinfo\(.*\): (?<named>.+)$/,
		judge: (place, why) => ({
			kind: 'final',
			reason: `This machine knows no such address: ${place}: ${why}.`,
		}),
	},
	{
		pattern: /^Bad (?:local|remote|dynamic) forwarding specification .+$/,
		judge: place => ({kind: 'final', reason: `ssh does not understand this forward (${place}).`}),
	},
	{
		pattern: /^Control socket connect\(.*\): .+$|^muxclient: .*(?:broken pipe|read from master failed).*$/i,
		judge: (_, __, host) => ({kind: 'retry', reason: `The shared connection to ${host} is gone.`}),
	},
];

/**
 * Why `ssh -O forward` did not open a forward: by what it wrote to stderr, and by what the hub wrote to its own meanwhile.
 * Null when neither complains. `alias` is the far machine, `code` the exit status, which is only believed when it is bad.
 */
export function judgeListen(
	alias: string,
	forward: Forward,
	said: {readonly client: string; readonly hub: string; readonly code: number | null},
): Refused | null {
	const lines = [...meaningfulLines(said.hub), ...meaningfulLines(said.client)];
	const place = describePlace(forward.listen);
	const host = printable(alias);
	for (const {pattern, judge} of rules) {
		for (const line of lines) {
			const match = pattern.exec(line);
			if (match !== null) {
				const why = match.groups?.['why'] ?? match.groups?.['named'] ?? '';
				const isTaken = taken.test(why);
				return {...judge(place, why, host, forward.listen), isTaken};
			}
		}
	}
	const first = meaningfulLines(said.client).at(0);
	// What ends well may have been warned of something else.
	return first === undefined || said.code === 0
		? null
		: {kind: 'final', reason: `${host}: ssh did not open the forward: ${first}`, isTaken: false};
}
