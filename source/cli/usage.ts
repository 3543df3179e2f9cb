import {subcommands} from './subcommands.ts';

const nameColumn = 11;

/** The text of `--help`. */
export function usage(): string {
	const forms = subcommands.flatMap(({name, synopsis}) => synopsis.map(form => `${name} ${form}`.trimEnd()));
	const summaries = subcommands.map(({name, summary}) => `  ${name.padEnd(nameColumn)}${summary}\n`);
	return `Usage: sallyport [options] [filter]
${forms.map(form => `       sallyport [options] ${form}\n`).join('')}
Without a command: the dashboard, with the hosts that fit the filter.
${summaries.join('')}
Options:
  -F, --ssh-config FILE   read this ssh config instead of your own, as ssh -F does
      --demo              try everything on hosts embedded in the program
      --json              print for machines, where a command has it
  -V, --version
  -h, --help

Exit codes: 0 ok, 1 failed, 2 usage, 130 cancelled; connect passes on ssh's own.
`;
}
