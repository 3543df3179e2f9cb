import {Refusal} from '../core/errors.ts';
import {helpHint} from './help-hint.ts';
import {hostSubcommand, lintSubcommand} from './host-subcommand.ts';
import {type CliOptions, jsonOption} from './shared-options.ts';
import type {Subcommand} from './subcommand.ts';
import {readTransferWords, transferOptions} from './transfer-words.ts';

const forwardOptions = {
	local: {
		type: 'string',
		short: 'L',
		multiple: true,
		value: 'SPEC',
		help: 'listen here, lead to the host’s side: [bind_address:]port:host:hostport',
	},
	remote: {
		type: 'string',
		short: 'R',
		multiple: true,
		value: 'SPEC',
		help: 'listen on the host, lead here: [bind_address:]port:host:hostport',
	},
	dynamic: {
		type: 'string',
		short: 'D',
		multiple: true,
		value: 'SPEC',
		help: 'listen here as a SOCKS proxy: [bind_address:]port',
	},
	label: {type: 'string', value: 'TEXT', help: 'a name for it in lists'},
	save: {type: 'boolean', help: 'keep it in the list when it is stopped and the machine restarts'},
} as const satisfies CliOptions;

/** The only word of a command that takes a host; `behind` says what else there may be. */
function oneHost(name: string, words: readonly string[], behind = ''): string {
	const [host, extra] = words;
	if (host === undefined) {
		throw new Refusal(`${name} needs a host.`, helpHint);
	}
	if (extra !== undefined) {
		throw new Refusal(`${name} takes one host${behind}.`, helpHint);
	}
	return host;
}

function noWords(name: string, words: readonly string[]): void {
	if (words.length > 0) {
		throw new Refusal(`${name} takes no names.`, helpHint);
	}
}

/** The subcommands: the command line, `--help` and the completions read this. */
export const subcommands: readonly Subcommand[] = [
	{
		name: 'hosts',
		synopsis: ['[--json]'],
		summary: 'the hosts of the config',
		options: jsonOption,
		async run({words, rest, values}, {ssh, signal, out, err}) {
			noWords('hosts', [...words, ...rest]);
			const {openSshConfig, hostsCommand} = await import('./commands.ts');
			return hostsCommand(openSshConfig({ssh}), {json: values['json'] === true, signal}, out, err);
		},
	},
	{
		name: 'show',
		synopsis: ['HOST [--json]'],
		summary: 'the effective options of a host, each with the file and line that set it',
		options: jsonOption,
		async run({words, rest, values}, {ssh, signal, out}) {
			const host = oneHost('show', [...words, ...rest]);
			const {openSshConfig, showCommand} = await import('./commands.ts');
			return showCommand(ssh, openSshConfig({ssh}), host, {json: values['json'] === true, signal}, out);
		},
	},
	{
		name: 'keys',
		synopsis: ['[--json]'],
		summary: 'your keys: what each is, what it opens, and what is wrong with it',
		options: jsonOption,
		async run({words, rest, values}, {ssh, sshDirectory, signal, out}) {
			noWords('keys', [...words, ...rest]);
			const {openSshConfig, keysCommand} = await import('./commands.ts');
			return keysCommand(
				ssh,
				openSshConfig({ssh}),
				{json: values['json'] === true, sshDirectory, signal},
				out,
			);
		},
	},
	{
		name: 'agent',
		synopsis: ['[--json]'],
		summary: 'the ssh agent and the keys it holds',
		options: jsonOption,
		async run({words, rest, values}, {ssh, signal, out}) {
			noWords('agent', [...words, ...rest]);
			const {agentCommand} = await import('./commands.ts');
			return agentCommand(ssh, {json: values['json'] === true, signal}, out);
		},
	},
	{
		name: 'key',
		synopsis: [
			'generate [--type TYPE] [--file FILE] [--comment TEXT] [--no-passphrase]',
			'install KEY HOST… [--json]',
			'check HOST [--json]',
		],
		summary: 'make a key; install one on hosts and prove it; which keys a host accepts',
		options: {
			...jsonOption,
			type: {type: 'string', value: 'TYPE', help: 'ed25519 (else), rsa, ecdsa, ed25519-sk or ecdsa-sk'},
			file: {type: 'string', value: 'FILE', help: 'where the private half goes; the public one beside it'},
			comment: {type: 'string', value: 'TEXT', help: 'what the key is told apart by'},
			'no-passphrase': {type: 'boolean', help: 'whoever copies the file can use the key'},
		},
		async run(args, context) {
			const {keyCommand} = await import('./commands.ts');
			return keyCommand(args, context);
		},
	},
	{
		name: 'doctor',
		synopsis: ['[HOST] [--json]'],
		summary: 'one connection to a host told stage by stage; without a host: this machine',
		options: jsonOption,
		async run({words, rest, values}, {ssh, sshDirectory, hasTerminal, signal, out}) {
			const names = [...words, ...rest];
			const host = names.length === 0 ? null : oneHost('doctor', names);
			const {doctorCommand} = await import('./commands.ts');
			const options = {json: values['json'] === true, hasTerminal, signal, sshDirectory};
			return doctorCommand(ssh, host, options, out);
		},
	},
	hostSubcommand,
	lintSubcommand,
	{
		name: 'connect',
		synopsis: ['HOST [-- command]'],
		summary: 'what Enter does: ssh on this terminal; its exit status is passed on',
		async run({words, rest}, {ssh, signal}) {
			const host = oneHost('connect', words, '; a remote command follows --');
			const {connectCommand} = await import('./commands.ts');
			return connectCommand(ssh, host, rest, signal);
		},
	},
	...(['get', 'put'] as const).map(
		(name): Subcommand => ({
			name,
			synopsis: [
				`${name === 'get' ? 'HOST:PATH… LOCAL' : 'LOCAL… HOST:PATH'} [--resume] [--json] [--skip|--if-newer|--if-size-differs|--rename] [--in-place]`,
			],
			summary:
				name === 'get'
					? 'copies files and directories of hosts to this machine; `-` is stdout'
					: 'copies files and directories of this machine to a host; `-` is stdin',
			options: transferOptions,
			takesPaths: true,
			async run(args, {ssh, signal, out, err}) {
				const {transferCommand} = await import('./commands.ts');
				return transferCommand(readTransferWords(name, args), {ssh, signal, out, err});
			},
		}),
	),
	{
		name: 'ls',
		synopsis: ['HOST:PATH [--json]'],
		summary: 'what is in a directory of a host',
		options: jsonOption,
		takesPaths: true,
		async run({words, rest, values}, {ssh, signal, out, err}) {
			const [place, extra] = [...words, ...rest];
			if (place === undefined || extra !== undefined) {
				throw new Refusal('ls takes one place, like web-1:/srv.', helpHint);
			}
			const {lsCommand} = await import('./commands.ts');
			return lsCommand(ssh, place, {json: values['json'] === true, signal}, out, err);
		},
	},
	{
		name: 'forwards',
		synopsis: ['[--json]'],
		summary: 'the forwards of Sallyport, and those that another ssh of yours holds',
		options: jsonOption,
		async run({words, rest, values}, {ssh, demoDirectory, ...io}) {
			if (words.length + rest.length > 0) {
				throw new Refusal('forwards takes no names; `forward` does something to one.', helpHint);
			}
			const {openCliForwards, forwardsCommand, openSshConfig} = await import('./commands.ts');
			const own = openCliForwards(ssh);
			try {
				return await forwardsCommand(own, {
					...io,
					within: demoDirectory,
					json: values['json'] === true,
					configured: async signal => (await openSshConfig({ssh}).read(signal)).forwards,
				});
			} finally {
				own.close();
			}
		},
	},
	{
		name: 'forward',
		synopsis: ['start HOST [-L|-R|-D SPEC] [--label L] [--save]', 'stop|restart|remove|logs ID'],
		summary: 'start a forward that outlives this command and reconnects; stop it; what it went through',
		options: forwardOptions,
		async run({words, rest, values}, {ssh, ...io}) {
			const {runForward} = await import('./commands.ts');
			return runForward([...words, ...rest], values, ssh, io);
		},
	},
	{
		name: 'completions',
		synopsis: ['bash|zsh|fish'],
		summary: 'a script that completes all this in a shell',
		async run({words, rest}, {out}) {
			const {completions} = await import('./commands.ts');
			out(completions([...words, ...rest][0], subcommands));
			return 0;
		},
	},
];
