import {Refusal} from '../core/errors.ts';
import {helpHint} from './help-hint.ts';
import type {HostInvocation} from './host.ts';
import type {CommandArguments, Subcommand} from './subcommand.ts';

const actions = ['add', 'edit', 'clone', 'remove'] as const;

function invocationOf({words, rest, values}: CommandArguments): HostInvocation {
	const [verb = '', host, to, extra] = [...words, ...rest];
	const action = actions.find(one => one === verb);
	if (action === undefined) {
		throw new Refusal('host takes add, edit, clone or remove, and a name.', helpHint);
	}
	if (host === undefined || (action === 'clone') !== (to !== undefined) || extra !== undefined) {
		throw new Refusal(
			action === 'clone' ? 'host clone takes a host and a new name.' : `host ${action} takes one name.`,
			helpHint,
		);
	}
	const {set, file} = values;
	return {
		action,
		host,
		to: to ?? null,
		settings: Array.isArray(set) ? set.map(String) : [],
		file: typeof file === 'string' ? file : null,
		isYes: values['yes'] === true,
		isDryRun: values['dry-run'] === true,
	};
}

export const hostSubcommand: Subcommand = {
	name: 'host',
	synopsis: [
		'add|edit|remove HOST [--set Key=value]… [--file FILE] [--yes] [--dry-run]',
		'clone HOST NEW [--set Key=value]… [--file FILE] [--yes] [--dry-run]',
	],
	summary:
		'changes a host: shows the difference and what it does, then asks; tags, comment and Host are keys too',
	options: {
		set: {type: 'string', multiple: true},
		file: {type: 'string'},
		yes: {type: 'boolean'},
		'dry-run': {type: 'boolean'},
	},
	async run(args, {ssh, hasTerminal, signal, out}) {
		const invocation = invocationOf(args);
		const {openSshConfig} = await import('../services/ssh-config/ssh-config.ts');
		const {openHostEdits} = await import('../services/host-edits/host-edits.ts');
		const {findDirectories} = await import('../services/directories.ts');
		const {hostCommand} = await import('./host.ts');
		const config = openSshConfig({ssh});
		const places = {state: findDirectories(ssh.env).state, now: Date.now};
		const edits = openHostEdits({ssh, config, places});
		return hostCommand(invocation, {config, edits, hasTerminal, signal, out});
	},
};
