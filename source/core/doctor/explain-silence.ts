import type {Finding} from './stage.ts';
import type {Place} from './step.ts';

const overloaded =
	'It may be overloaded, or a firewall holds the packets back: try again, then ask whoever runs it.';

/** Why nothing happens any more at a place, when ssh itself does not say. Names are clean. */
export function explainSilence({step, name, target, way}: Place): Finding {
	switch (step) {
		case 'config':
			return {
				cause:
					'ssh does not get through its config: a command of a Match exec line, or a file, does not answer.',
				advice: 'Run the commands of the Match exec lines by hand.',
			};
		case 'resolve':
			return {
				cause: `The name servers do not answer for ${target ?? name}.`,
				advice: 'Check the network, and whether a VPN is needed.',
			};
		case 'connect':
			return silentConnect(name, target, way);
		case 'banner':
			return {
				cause: `${name} takes the connection, but its SSH server says nothing.`,
				advice: 'It may be overloaded, or the port is not that of an SSH server.',
			};
		case 'key exchange':
			return {
				cause: `${name} greets as an SSH server does, and then falls silent.`,
				advice: `${overloaded} If other hosts work, a smaller MTU on the way can be the reason.`,
			};
		case 'host key':
			return {
				cause: `ssh does not get through checking the key of ${name}.`,
				advice:
					'See KnownHostsCommand and VerifyHostKeyDNS in the config, and whether known_hosts can be read.',
			};
		case 'authentication':
			return {
				cause: `The login on ${name} does not come to an end.`,
				advice:
					'An agent or a token may wait for a touch or a confirmation; else the host is slow to decide.',
			};
		case 'session':
			return {
				cause: `${name} lets you in, but opens no session.`,
				advice: 'Its disk, its home directories or its login service may hang: ask whoever runs it.',
			};
		case 'sftp':
			return {
				cause: `${name} starts sftp, but the SFTP server says nothing.`,
				advice: 'A shell start-up file there may wait for input, or the home directory may hang.',
			};
	}
}

function silentConnect(name: string, target: string | null, way: Place['way']): Finding {
	switch (way) {
		case 'direct':
			return {
				cause: `${target ?? name} does not answer: it is off, or a firewall drops the packets.`,
				advice: 'Check that it is up, and whether a VPN or a jump host is needed.',
			};
		case 'jump':
			return {
				cause: `The jump host gets no connection to ${name}.`,
				advice: 'Check that it is up, and the address as seen from the jump host.',
			};
		case 'proxy-command':
			return {
				cause: `The ProxyCommand for ${name} runs, but no SSH server answers through it.`,
				advice: 'Run the command by hand and see what it says.',
			};
	}
}
