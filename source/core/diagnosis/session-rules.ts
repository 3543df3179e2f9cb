import {fixed, type Rule} from './rule.ts';

const openFailures: ReadonlyArray<[why: RegExp, cause: string, advice: string]> = [
	[
		/^administratively prohibited/,
		'The jump host does not allow to go on from there.',
		'Its sshd must allow it (AllowTcpForwarding, PermitOpen).',
	],
	[
		/refused/,
		'The jump host reaches the next one, but nothing listens on its port.',
		'Check the port, and that sshd runs on it.',
	],
	[
		/not known|resolve|No address/,
		'The jump host does not know the name of the next one.',
		'Use a name or an address that it knows as HostName.',
	],
	[
		/timed out|No route|unreachable/,
		'The jump host cannot reach the next one.',
		'Check that it is up, and the address as seen from the jump host.',
	],
];

const openFailed: Rule = {
	pattern: /^channel \d+: open failed: (?<kind>[\w ]+): (?<why>.+)$/,
	explain: ({kind = '', why = ''}) => {
		const [, cause, advice] = openFailures.find(([pattern]) => pattern.test(`${kind}: ${why}`)) ?? [];
		return {
			cause: cause ?? `The jump host could not go on to the next one: ${why}.`,
			advice: advice ?? 'Try the two hosts one by one.',
		};
	},
};

const portTaken: Rule = {
	pattern: /^bind \[(?<address>.*)\]:(?<port>\d+): (?<why>.+)$/,
	explain: ({port, why = ''}) => {
		if (why.startsWith('Address already in use')) {
			return {
				cause: `Port ${port} of this machine, which a forward needs, is taken.`,
				advice: 'End what uses it, or choose another port.',
			};
		}
		if (why.startsWith('Permission denied')) {
			return {
				cause: `Only root may listen on port ${port} of this machine.`,
				advice: 'Choose a port from 1024 on for the forward.',
			};
		}
		return {cause: `A forward cannot listen on port ${port}: ${why}.`, advice: 'Check its bind address.'};
	},
};

const socketTaken: Rule = {
	pattern: /^unix_listener: cannot bind to path (?<path>.+): (?<why>[^:]+)$/,
	explain: ({path, why}) => ({
		cause: `A forward cannot listen on ${path}: ${why}.`,
		advice: 'Check the directory, and whether the socket is a left-over.',
	}),
};

const dead: Rule = {
	pattern: /^client_loop: send disconnect: .+$/,
	explain: (_, {alias}) => ({
		cause: `The link to ${alias} broke.`,
		advice: 'Check the network, then connect again.',
	}),
};

/** What can end a connection after the login. */
export const sessionRules: readonly Rule[] = [
	{
		pattern: /^Timeout, server (?<host>\S+) not responding\.$/,
		explain: ({host}) => ({
			cause: `${host} stopped answering: the link is dead.`,
			advice: 'Check the network, then connect again.',
		}),
	},
	{
		pattern: /^Connection to \S+ closed by remote host\.$/,
		explain: (_, {alias}) => ({
			cause: `${alias} closed the connection: it was rebooted, or the session was ended there.`,
			advice: 'Connect again.',
		}),
	},
	dead,
	{...dead, pattern: /^Read from remote host \S+: .+$/},
	fixed(
		/^stdio forwarding failed$/,
		'The jump host could not go on to the next one.',
		'Try the two hosts one by one.',
		[openFailed],
	),
	fixed(
		/^Could not request local forwarding\.$/,
		'A local forward of the config could not be opened.',
		'Check its port and bind address.',
		[portTaken, socketTaken],
	),
	{
		pattern: /^Error: remote port forwarding failed for listen (port|path) (?<port>.+)$/,
		explain: ({port}) => ({
			cause: `The host does not open ${port} for a remote forward: it is taken there, or not allowed.`,
			advice: 'Choose another port, or see AllowTcpForwarding and PermitListen there.',
		}),
	},
	fixed(
		/^subsystem request failed on channel \d+$/,
		'The host offers no such subsystem.',
		'For files its sshd needs a Subsystem sftp line.',
	),
	fixed(
		/^(shell|exec|PTY allocation) request failed on channel \d+$/,
		'The host lets you in, but starts no shell for you.',
		'Ask whoever runs the host: the account may be limited, or the host out of resources.',
	),
];
