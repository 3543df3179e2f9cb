import {aligned} from './aligned.ts';
import {type CliOption, type CliOptions, sharedOptions} from './shared-options.ts';
import type {Subcommand} from './subcommand.ts';
import {subcommands} from './subcommands.ts';

function table(rows: readonly (readonly string[])[]): string {
	return aligned(rows.map(([first = '', ...others]) => [`  ${first}`, ...others]));
}

function formsOf({name, synopsis}: Subcommand): readonly string[] {
	return synopsis.map(form => `sallyport [options] ${name} ${form}`);
}

function usageLines(forms: readonly string[]): string {
	return `Usage: ${forms.join('\n       ')}\n`;
}

function optionsTable(options: CliOptions): string {
	const rows = Object.entries<CliOption>(options).map(([name, {short, value, help}]) => [
		`${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`,
		help,
	]);
	return `Options:\n${table(rows)}`;
}

/** The text of `--help`: of a subcommand, or of all there is. */
export function usage(subcommand?: Subcommand): string {
	if (subcommand !== undefined) {
		const {summary, options} = subcommand;
		return `${usageLines(formsOf(subcommand))}\n${summary}\n\n${optionsTable({...options, ...sharedOptions})}`;
	}
	return `${usageLines(['sallyport [options] [filter]', ...subcommands.flatMap(formsOf)])}
Without a command: the dashboard, with the hosts that fit the filter.
${table(subcommands.map(({name, summary}) => [name, summary]))}
\`sallyport COMMAND --help\` tells the options of a command.

${optionsTable(sharedOptions)}
Exit codes: 0 ok, 1 failed, 2 usage, 130 cancelled; connect passes on ssh's own.
`;
}
