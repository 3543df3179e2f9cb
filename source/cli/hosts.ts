import type {Host} from '../core/hosts/host.ts';
import {printable} from '../core/text/printable.ts';
import type {SshConfig} from '../services/ssh-config/ssh-config.ts';
import {aligned} from './aligned.ts';
import {jsonText} from './print-json.ts';

type Write = (text: string) => void;

/**
 * `sallyport hosts [--json]`: the hosts of the config in the order of the files, on `out`; what is wrong in the files as
 * `file:line: complaint` on `err`. Returns the exit code: 0, or 1 when the config could not be read at all.
 */
export async function hostsCommand(
	config: SshConfig,
	options: {readonly json: boolean; readonly signal?: AbortSignal | undefined},
	out: Write,
	err: Write,
): Promise<number> {
	const {hosts, problems} = await config.read(options.signal);
	for (const {file, line, message} of problems) {
		err(`sallyport: ${printable(file)}:${line === null ? '' : `${line}:`} ${message}\n`);
	}
	out(options.json ? jsonText(hosts.map(forMachines)) : table(hosts));
	const isUnread = problems.some(({file, line}) => file === config.file && line === null);
	return isUnread && hosts.length === 0 ? 1 : 0;
}

function forMachines(host: Host): object {
	const {alias, hostName, user, port, proxyJump, tags, patterns, source} = host;
	return {alias, hostName, user, port, proxyJump, tags, patterns, source};
}

function table(hosts: readonly Host[]): string {
	const rows = hosts.map(host => [
		printable(host.alias),
		printable(address(host)),
		host.proxyJump === null ? '' : `via ${printable(host.proxyJump)}`,
		host.tags.map(tag => `#${printable(tag)}`).join(' '),
		host.refused === null ? '' : `cannot be launched: ${host.refused}`,
	]);
	return aligned(rows);
}

function address({alias, hostName, user, port}: Host): string {
	const name = hostName ?? alias;
	const bracketed = port !== null && name.includes(':') ? `[${name}]` : name;
	return `${user === null ? '' : `${user}@`}${bracketed}${port === null ? '' : `:${port}`}`;
}
