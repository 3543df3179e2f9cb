import {type Explanation, fixed, type Parts, type Rule} from './rule.ts';

const mayBeBlocked =
	'It may be overloaded or keep this address out for a while (fail2ban, OpenSSH 9.8 and later): wait a minute, then try once.';

const connectFailures: ReadonlyArray<[why: RegExp, explain: (parts: Parts) => Explanation]> = [
	[
		/refused/,
		({host, port}) => ({
			cause: `${host} refuses connections to port ${port}: no SSH server listens there.`,
			advice: 'Check the port, and that sshd runs on it.',
		}),
	],
	[
		/timed out/,
		({host, port}) => ({
			cause: `${host} does not answer on port ${port}: it is off, or a firewall drops the packets.`,
			advice: 'Check that it is up, and whether a VPN or a jump host is needed.',
		}),
	],
	[
		/No route|unreachable|Host is down/,
		({host}) => ({
			cause: `There is no way to ${host} from this network.`,
			advice: 'Check network and VPN; if the address is an IPv6 one, try ssh -4.',
		}),
	],
	[
		/Permission denied|not permitted/,
		({host}) => ({
			cause: `This machine forbids the connection to ${host}.`,
			advice: 'Check the local firewall.',
		}),
	],
];

function connectFailed(parts: Parts): Explanation {
	const known = connectFailures.find(([why]) => why.test(parts['why'] ?? ''));
	return (
		known?.[1](parts) ?? {
			cause: `No connection to ${parts['host']} port ${parts['port']}: ${parts['why']}.`,
			advice: 'Check address and port.',
		}
	);
}

const silent = fixed(
	/^Connection timed out during banner exchange$/,
	'The host takes the connection, but its SSH server says nothing.',
	'It may be overloaded, or the port is not that of an SSH server.',
);
const closedEarly = fixed(
	/^(kex|ssh)_exchange_identification: Connection closed by remote host$/,
	'The host hung up before the login began.',
	mayBeBlocked,
);
const resetEarly = fixed(
	/^(kex|ssh)_exchange_identification: read: Connection reset by peer$/,
	'The connection was reset before the login began.',
	mayBeBlocked,
);
// Of a ProxyCommand that is gone before the first words ssh says the same, but has no peer to name.
const notSsh = fixed(
	/^(kex_exchange_identification|banner exchange): (?!.*UNKNOWN port).*(banner line|invalid format|invalid characters).*$/,
	'What answers there is no SSH server.',
	'Check the port.',
);
const tooManyKeys = fixed(
	/^Received disconnect from \S+ port \d+:\d+: Too many authentication failures$/,
	'The host gave up after too many keys were offered.',
	'Name the right key with IdentityFile and set IdentitiesOnly yes for this host.',
);
const saidGoodbye: Rule = {
	pattern: /^Received disconnect from \S+ port \d+:\d+: (?<words>.+)$/,
	explain: ({words}) => ({
		cause: `The host ended the connection and says “${words}”.`,
		advice: 'Ask whoever runs the host.',
	}),
};

const algorithms: Readonly<Record<string, string>> = {
	'key exchange method': 'KexAlgorithms',
	'host key type': 'HostKeyAlgorithms',
	cipher: 'Ciphers',
	MAC: 'MACs',
	'compression method': 'Compression',
};

function aLine(what: string): string {
	const option = algorithms[what.replace(' algorithm', '')];
	return option === undefined ? 'a line' : `the ${option} line`;
}

/** Names, addresses, ports and the first words of the two sides. */
export const networkRules: readonly Rule[] = [
	{
		pattern: /^ssh: Could not resolve hostname (?<host>\S+): (?<why>.+)$/,
		explain: ({host, why = ''}) => ({
			cause: /Temporary failure|try again/i.test(why)
				? `No name server could be asked for ${host}.`
				: `The name ${host} is not known.`,
			advice: 'Check the spelling and HostName, the network, and whether a VPN is needed.',
		}),
	},
	{
		pattern: /^ssh: connect to host (?<host>\S+) port (?<port>\d+): (?<why>.+)$/,
		explain: connectFailed,
	},
	{...silent, pattern: /^Connection to \S+ port -?\d+ timed out$/},
	silent,
	{
		pattern: /^Unable to negotiate with \S+ port \d+: no matching (?<what>[\w ]+) found\. Their offer: .+$/,
		// ssh does not say which side leaves out what the other one needs.
		explain: ({what = ''}, {alias}) => ({
			cause: `The host and this ssh have no ${what} in common.`,
			advice: `Either the host's SSH software is old, or ${aLine(what)} of your config leaves too little: the doctor tells which (“sallyport doctor ${alias}”, or D among the hosts).`,
		}),
	},
	notSsh,
	{...notSsh, pattern: /^banner exchange: Connection to \S+ port -?\d+: (?!Broken pipe).+$/},
	{
		...notSsh,
		pattern: /^(Bad remote protocol version identification: .*|Protocol major versions differ: .*)$/,
	},
	fixed(
		/^Connection closed by \S+ port -?\d+$/,
		'The host hung up before the login was done.',
		mayBeBlocked,
		[closedEarly, notSsh],
	),
	fixed(
		/^Connection reset by \S+ port -?\d+$/,
		'The connection was reset before the login was done.',
		mayBeBlocked,
		[resetEarly],
	),
	closedEarly,
	resetEarly,
	fixed(/^Disconnected from \S+ port -?\d+$/, 'The host ended the connection.', 'Try again.', [
		tooManyKeys,
		saidGoodbye,
	]),
	{
		pattern: /^(ssh_dispatch_run_fatal: )?Connection to (?<host>\S+) port -?\d+: (?<why>.+)$/,
		explain: ({host, why}) => ({
			cause: `The connection to ${host} broke: ${why}.`,
			advice: 'Try again; if it stays so, the network between damages it or cuts it.',
		}),
	},
];
