import {describeError, Refusal} from '../core/errors.ts';
import {removalNotes} from '../core/forwards/removal-notes.ts';
import {forwardsOf, renameForwards} from '../core/forwards/rename-forwards.ts';
import type {Rename} from '../core/hosts/edit/rename.ts';
import {renamed} from '../core/hosts/memory.ts';
import {helpHint} from './help-hint.ts';
import type {HostInvocation} from './host.ts';
import {jsonOption} from './shared-options.ts';
import type {CliContext, CommandArguments, Subcommand} from './subcommand.ts';

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
	const odd = action === 'remove' ? ['set', 'file'].find(name => values[name] !== undefined) : undefined;
	if (odd !== undefined) {
		throw new Refusal(`host remove takes no --${odd}: the whole host would go.`, helpHint);
	}
	if (file === '') {
		throw new Refusal('--file needs the name of a file: this one is empty.', helpHint);
	}
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

async function editsOf({ssh}: CliContext) {
	const {openSshConfig, openHostEdits, findDirectories} = await import('./commands.ts');
	const config = openSshConfig({ssh});
	const {state} = findDirectories(ssh.env);
	return {config, state, edits: openHostEdits({ssh, config, places: {state, now: Date.now}})};
}

export const lintSubcommand: Subcommand = {
	name: 'lint',
	synopsis: ['[--json]'],
	summary:
		'what is wrong, doubtful or weak in the config, with file and line; exit code 1 where there is an error',
	options: jsonOption,
	async run({words, rest, values}, context) {
		if (words.length + rest.length > 0) {
			throw new Refusal('lint takes no names.', helpHint);
		}
		const {edits} = await editsOf(context);
		const {printFindings} = await import('./commands.ts');
		const findings = await edits.lint(context.signal);
		return printFindings(findings, {json: values['json'] === true, out: context.out});
	},
};

export const hostSubcommand: Subcommand = {
	name: 'host',
	synopsis: [
		'add|edit HOST [--set Key=value]… [--file FILE] [--yes] [--dry-run]',
		'clone HOST NEW [--set Key=value]… [--file FILE] [--yes] [--dry-run]',
		'remove HOST [--yes] [--dry-run]',
	],
	summary:
		'changes a host: shows the difference and what it does, then asks; tags, comment and Host are keys too',
	options: {
		set: {
			type: 'string',
			multiple: true,
			value: 'KEY=VALUE',
			help: 'an option of the host, as Port=2222; also tags, comment, Host; without a value it goes',
		},
		file: {type: 'string', value: 'FILE', help: 'the file for it, one that the config includes'},
		yes: {type: 'boolean', help: 'write without a question'},
		'dry-run': {type: 'boolean', help: 'show what would change, write nothing'},
	},
	async run(args, context) {
		const {hasTerminal, signal, out} = context;
		const invocation = invocationOf(args);
		const {hostCommand} = await import('./commands.ts');
		const {config, edits, state} = await editsOf(context);
		const carryOver = async (rename: Rename): Promise<readonly string[]> => {
			const {openMemory, openCliForwards} = await import('./commands.ts');
			const memory = openMemory(state, text => context.err(`${text}\n`));
			await memory.change(before => renamed(before, rename.from, rename.to));
			const own = openCliForwards(context.ssh);
			try {
				const found = forwardsOf(await own.list(), rename.from, own.configFile);
				return await renameForwards(found, rename.to, own.set);
			} finally {
				own.close();
			}
		};
		const notesOf = async (host: string): Promise<readonly string[]> => {
			const {openCliForwards} = await import('./commands.ts');
			const own = openCliForwards(context.ssh);
			try {
				return removalNotes(forwardsOf(own.written(), host, own.configFile), host);
			} catch (error) {
				return [describeError(error)];
			}
		};
		const means = {config, edits, carryOver, removalNotes: notesOf};
		return hostCommand(invocation, {...means, hasTerminal, signal, out});
	},
};
