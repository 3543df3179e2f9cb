/** An option as parseArgs of Node wants it, and what `--help` says of it. */
export type CliOption = {
	readonly type: 'string' | 'boolean';
	readonly short?: string;
	readonly multiple?: boolean;
	/** What stands for its value: `FILE`. */
	readonly value?: string;
	readonly help: string;
};

export type CliOptions = Readonly<Record<string, CliOption>>;

/** The options that stand with every subcommand. */
export const sharedOptions = {
	'ssh-config': {
		type: 'string',
		short: 'F',
		value: 'FILE',
		help: 'read this ssh config instead of your own, as ssh -F does',
	},
	demo: {type: 'boolean', help: 'try everything on hosts embedded in the program'},
	help: {type: 'boolean', short: 'h', help: 'this text; behind a command what belongs to that one'},
	version: {type: 'boolean', short: 'V', help: 'print the version'},
} as const satisfies CliOptions;

export const jsonOption = {
	json: {type: 'boolean', help: 'print for machines'},
} as const satisfies CliOptions;
