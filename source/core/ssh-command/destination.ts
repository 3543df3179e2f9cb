import {Refusal} from '../errors.ts';
import {whyRefused} from '../hosts/refused-name.ts';
import {printable} from '../text/printable.ts';

/** Where a typed command leads: what ssh is given as destination, its parts, and the port that an ssh:// address names. */
export type Destination = {
	readonly text: string;
	readonly user: string | null;
	readonly host: string;
	readonly port: number | null;
};

/**
 * Reads a destination of ssh(1): `host`, `user@host` or `ssh://[user@]host[:port]`; also `[::1]`, whose brackets ssh
 * itself takes only in addresses with a port. Throws a Refusal for what ssh would refuse or take for something else.
 */
export function parseDestination(typed: string): Destination {
	const address = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]/]*\]|[^:/@]*)(?::(\d+))?\/?$/i.exec(typed);
	if (address) {
		const [, user, host = '', port] = address;
		return build(
			user === undefined ? null : decode(user),
			unbracket(host),
			port === undefined ? null : parsePort(port),
		);
	}
	if (/^[a-z]+:\/\//i.test(typed)) {
		throw new Refusal(
			`${printable(typed)} is no address that ssh understands.`,
			'Type user@host, or ssh://user@host:port.',
		);
	}
	const at = typed.lastIndexOf('@');
	const user = at === -1 ? null : typed.slice(0, at);
	const host = typed.slice(at + 1);
	const withPort = /^([^:]+|\[[^\]]*\]):(\d+)$/.exec(host);
	if (withPort) {
		const target = (user === null ? '' : `${user}@`) + unbracket(withPort[1] ?? '');
		throw new Refusal('ssh takes no port after the host.', `Type ${printable(target)} -p ${withPort[2]}`);
	}
	return build(user, unbracket(host), null);
}

/** A port number from 1 to 65535; throws a Refusal for anything else. */
export function parsePort(text: string): number {
	const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
	if (port < 1 || port > 65_535) {
		throw new Refusal(`${printable(text)} is no port.`, 'A port is a number from 1 to 65535.');
	}
	return port;
}

function build(user: string | null, host: string, port: number | null): Destination {
	const refused = whyRefused(host);
	if (refused !== null) {
		throw new Refusal(refused, `“${printable(host)}” cannot be launched.`);
	}
	if (user !== null && !isUser(user)) {
		throw new Refusal(`ssh refuses “${printable(user)}” as a user name.`);
	}
	return {text: user === null ? host : `${user}@${host}`, user, host, port};
}

/** What OpenSSH 9.6 and later take as a user name on the command line (valid_ruser in its ssh.c). */
function isUser(user: string): boolean {
	return user !== '' && !/^-|[\u0000-\u001F\u007F'"`;&<>|(){}]|\s-|\\$/.test(user);
}

function unbracket(host: string): string {
	return /^\[.*\]$/.test(host) ? host.slice(1, -1) : host;
}

function decode(user: string): string {
	try {
		return decodeURIComponent(user);
	} catch {
		return user;
	}
}
