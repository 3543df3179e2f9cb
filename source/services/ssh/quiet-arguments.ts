import {Refusal} from '../../core/errors.ts';
import {whyRefused} from '../../core/hosts/refused-name.ts';
import {printable} from '../../core/text/printable.ts';
import {configArguments, type Ssh} from './program.ts';
import type {SshVersion} from './version.ts';

/** The user's ssh together with its version, on which the options it knows depend. */
export type QuietSsh = Ssh & {readonly version: SshVersion};

export type SessionOptions = {
	/** Goes through the hub that listens here and never past it: where the hub refuses, there is no second login. */
	readonly hubSocket?: string | undefined;
};

export type HubOptions = {
	/** Asks the server for a sign of life every 15 s; for hosts whose config asks for none. */
	readonly keepAlive?: boolean | undefined;
};

export type ControlAction = 'check' | 'exit' | 'stop' | 'forward' | 'cancel';

/** What the config may ask of an interactive session, taken back for one of ours. */
const overrides = [
	'RequestTTY=no',
	'RemoteCommand=none',
	'ClearAllForwardings=yes',
	'PermitLocalCommand=no',
	'ForwardX11=no',
	'ForwardAgent=no',
	'Tunnel=no',
];

/** Options of ssh_config(5) since OpenSSH 8.7: an older ssh stops at an option it does not know. */
function newerOverrides({major, minor}: SshVersion): string[] {
	const isKnown = major > 8 || (major === 8 && minor >= 7);
	return isKnown ? ['StdinNull=no', 'ForkAfterAuthentication=no'] : [];
}

function optionArguments(options: readonly string[]): string[] {
	return options.flatMap(option => ['-o', option]);
}

function checked(alias: string): string {
	const reason = whyRefused(alias);
	if (reason !== null) {
		throw new Refusal(reason, `“${printable(alias)}” cannot be launched.`);
	}
	return alias;
}

function common(ssh: QuietSsh): string[] {
	return [...configArguments(ssh), '-T', ...optionArguments([...overrides, ...newerOverrides(ssh.version)])];
}

function session(ssh: QuietSsh, {hubSocket}: SessionOptions): string[] {
	if (hubSocket === undefined) {
		return [...common(ssh), '-S', 'none', ...optionArguments(['ControlMaster=no', 'LogLevel=DEBUG1'])];
	}
	// DEBUG1 says when the hub has opened the session. An ssh that finds its hub gone, or full, logs in by itself:
	// the ProxyCommand, which a session through a hub never runs, makes it fail instead.
	const through = ['ControlMaster=no', 'ProxyCommand=false', 'ProxyUseFdpass=no', 'LogLevel=DEBUG1'];
	return [...common(ssh), '-S', hubSocket, ...optionArguments(through)];
}

/**
 * The arguments of an ssh that carries a subsystem of a host on its stdin and stdout, whatever the config says of
 * interactive sessions. Throws a Refusal for a name that ssh refuses.
 */
export function subsystemArguments(
	ssh: QuietSsh,
	alias: string,
	subsystem: 'sftp',
	options: SessionOptions = {},
): string[] {
	return [...session(ssh, options), '-s', '--', checked(alias), subsystem];
}

/** The same for a command, which the remote user's shell reads. */
export function commandArguments(
	ssh: QuietSsh,
	alias: string,
	command: string,
	options: SessionOptions = {},
): string[] {
	const {major, minor} = ssh.version;
	const type = major > 8 || (major === 8 && minor >= 7) ? ['SessionType=default'] : [];
	return [...session(ssh, options), ...optionArguments(type), '--', checked(alias), command];
}

/**
 * The arguments of an ssh that logs in to a host with keys alone, asks for no passphrase, tells what it offers, and does
 * nothing there.
 */
export function keyCheckArguments(ssh: QuietSsh, alias: string): string[] {
	// The level as an option, not as -v: the ssh that goes to a jump host would say as much of its own login.
	const own = ['ControlMaster=no', 'LogLevel=DEBUG1', 'BatchMode=yes', 'PreferredAuthentications=publickey'];
	return [
		...common(ssh),
		'-S',
		'none',
		'-N',
		...optionArguments([...own, 'UpdateHostKeys=no']),
		'--',
		checked(alias),
	];
}

/** The arguments of a hub: an ssh with no session of its own that shares its connection on a socket. */
export function hubArguments(
	ssh: QuietSsh,
	alias: string,
	socket: string,
	options: HubOptions = {},
): string[] {
	const keepAlive = options.keepAlive ? ['ServerAliveInterval=15', 'ServerAliveCountMax=3'] : [];
	// DEBUG1 says which connection through a forward failed, and why.
	const own = ['ControlPersist=no', 'LogLevel=DEBUG1', ...keepAlive];
	// One -M and no ControlMaster option beside it: together they mean "ask before sharing".
	return [...common(ssh), '-M', '-N', '-S', socket, ...optionArguments(own), '--', checked(alias)];
}

/**
 * The arguments that tell or ask the hub at a socket something (`-O` of ssh(1)). No config is read: it would add its
 * forwards to ours. `forward` is what `-O forward` and `-O cancel` are about, such as `['-L', '127.0.0.1:80:web:80']`.
 */
export function controlArguments(
	socket: string,
	action: ControlAction,
	forward: readonly string[] = [],
): string[] {
	return ['-F', 'none', '-S', socket, '-O', action, ...forward, '--', 'hub'];
}
