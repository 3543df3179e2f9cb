import {quoteWord} from '../hosts/edit/option-value.ts';
import type {EffectiveOptions} from '../hosts/host.ts';
import {jumpName, jumpPort} from '../hosts/route.ts';
import {commandLine} from '../ssh-command/command-line.ts';

/** Options that say how a host is reached and known; all others could offer a second key, or do more than log in. */
const carried = [
	'hostname',
	'user',
	'port',
	'hostkeyalias',
	'addressfamily',
	'bindaddress',
	'bindinterface',
	'connecttimeout',
	'connectionattempts',
	'kexalgorithms',
	'ciphers',
	'macs',
	'hostkeyalgorithms',
	'pubkeyacceptedalgorithms',
	'casignaturealgorithms',
	'checkhostip',
	'verifyhostkeydns',
	'stricthostkeychecking',
	'knownhostscommand',
	'userknownhostsfile',
	'globalknownhostsfile',
	'revokedhostkeys',
	'compression',
	'nohostauthenticationforlocalhost',
	'proxyusefdpass',
];

export type Proof = {
	/** The private key, or a link to it. */
	readonly key: string;
	/** The socket of the agent that holds it; null: the file alone counts. */
	readonly agent: string | null;
	/** Whether ssh may ask for its passphrase, or for a touch. */
	readonly mayAsk: boolean;
};

/**
 * The arguments of an ssh that logs in to a host with one key and nothing else, and does nothing there. The config names
 * other keys, and there is no option to take them back: so no config is read (`-F none`), and what `ssh -G` said of the way
 * to the host is given again. A jump host is reached by an ssh of its own that reads the config (`configArguments`) and
 * logs in there as ever.
 */
export function proofArguments(
	{alias, options}: EffectiveOptions,
	{key, agent, mayAsk}: Proof,
	configArguments: readonly string[],
): string[] {
	const first = (option: string): string | undefined => options[option]?.[0]?.value;
	const own = carried.flatMap(option => {
		const value = first(option);
		// `ssh -G` tells the address with its tokens filled in: a % left in it (fe80::1%eth0) is its own.
		return value === undefined
			? []
			: [`${option}=${option === 'hostname' ? value.replaceAll('%', '%%') : value}`];
	});
	const set = [
		'IdentitiesOnly=yes',
		`IdentityAgent=${agent === null ? 'none' : quoteWord(agent.replaceAll('%', '%%'))}`,
		'PubkeyAuthentication=yes',
		'PreferredAuthentications=publickey',
		`BatchMode=${mayAsk ? 'no' : 'yes'}`,
		'NumberOfPasswordPrompts=1',
		'ControlMaster=no',
		'UpdateHostKeys=no',
		'LogLevel=DEBUG1',
	];
	const all = [...set, ...proxyOf(first('proxycommand'), first('proxyjump'), configArguments), ...own];
	const args = all.flatMap(option => ['-o', option]);
	return ['-F', 'none', '-N', '-T', '-S', 'none', ...args, '-i', key.replaceAll('%', '%%'), '--', alias];
}

function proxyOf(
	command: string | undefined,
	jump: string | undefined,
	configArguments: readonly string[],
): string[] {
	if (jump === undefined || jump.toLowerCase() === 'none') {
		return command === undefined ? [] : [`proxycommand=${command}`];
	}
	const hops = jump.split(',').map(hop => hop.trim());
	const last = hops.at(-1) ?? '';
	const user = /^(?:ssh:\/\/)?([^@]+)@/.exec(last)?.[1];
	const port = jumpPort(last);
	const plain = [
		...configArguments,
		...(user === undefined ? [] : ['-l', user]),
		...(port === null ? [] : ['-p', String(port)]),
		...(hops.length > 1 ? ['-J', hops.slice(0, -1).join(',')] : []),
	];
	const escaped = plain.map(word => word.replaceAll('%', '%%'));
	return [`proxycommand=${commandLine([...escaped, '-W', '[%h]:%p', '--', jumpName(last)])}`];
}
