import type {Place} from '../place/directory.ts';
import {type DemoHost, fullName} from './demo-host.ts';

/** A demo host with what this run gave it. `port` is null for one that listens nowhere. */
export type PlacedHost = {
	readonly host: DemoHost;
	readonly port: number | null;
	/** Its public host key, as a line. */
	readonly hostKey: string;
	/** What known_hosts holds for it; null for nothing. */
	readonly knownKey: string | null;
};

const head = `# The demo hosts of Sallyport. They live inside the program that shows them and are gone when it ends.
# This file is read with ssh -F: yours in ~/.ssh is neither read nor written.
`;

/** The ssh_config(5) text of the demo: a block a host, then what keeps all of them apart from the user's own files. */
export function configText(hosts: readonly PlacedHost[], place: Place, keys: ConfigKeys): string {
	const common = [
		'Host *',
		`    IdentityFile "${keys.usual}"`,
		'    IdentitiesOnly yes',
		`    IdentityAgent "${place.agentSocket}"`,
		`    UserKnownHostsFile "${place.knownHosts}"`,
		'    GlobalKnownHostsFile /dev/null',
		'    UpdateHostKeys no',
		'    ControlPath none',
		// The embedded server has no post-quantum key exchange; OpenSSH 10.1 and later would say so at every login.
		'    IgnoreUnknown WarnWeakCrypto',
		'    WarnWeakCrypto no',
	];
	return [head, ...hosts.map(placed => hostBlock(placed, keys)), `${common.join('\n')}\n`].join('\n');
}

/** The private key files that the config names. */
export type ConfigKeys = {readonly usual: string; readonly locked: string};

function hostBlock({host, port}: PlacedHost, keys: ConfigKeys): string {
	const lines = [`# ${host.about}`, `Host ${host.names.join(' ')}`];
	if (host.tags.length > 0) {
		lines.push(`    # tags: ${host.tags.join(', ')}`);
	}
	lines.push(`    HostName ${port === null ? fullName(host) : '127.0.0.1'}`);
	if (port !== null) {
		lines.push(`    Port ${port}`);
	}
	lines.push(`    User ${host.user}`);
	if (host.login === 'locked key') {
		lines.push(`    IdentityFile "${keys.locked}"`);
	}
	lines.push(...host.settings.map(setting => `    ${setting}`));
	return `${lines.join('\n')}\n`;
}

/** The known_hosts text: `[127.0.0.1]:port type key`, and the plain name for a host without a port. */
export function knownHostsText(hosts: readonly PlacedHost[]): string {
	return hosts
		.filter(({knownKey}) => knownKey !== null)
		.map(({host, port, knownKey}) => {
			const name = port === null ? fullName(host) : `[127.0.0.1]:${port}`;
			return `${name} ${typeAndKey(knownKey!)}\n`;
		})
		.join('');
}

function typeAndKey(line: string): string {
	return line.split(' ', 2).join(' ');
}
