import type {Ssh} from '../services/ssh/program.ts';
import type {CliOptions} from './shared-options.ts';

/** What is written behind the name of a subcommand. */
export type CommandArguments = {
	/** The words before `--`, without the name of the subcommand. */
	readonly words: readonly string[];
	/** The words behind `--`. */
	readonly rest: readonly string[];
	/** The values of its own options, as parseArgs of Node gives them. */
	readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
};

/** What every subcommand gets of the world. */
export type CliContext = {
	readonly ssh: Ssh;
	/** Where the keys and known_hosts are, where that is not `~/.ssh` (the demo). */
	readonly sshDirectory: string | undefined;
	/** All files of the demo are in there, where it runs. */
	readonly demoDirectory: string | undefined;
	/** Whether somebody can be asked on this terminal. */
	readonly hasTerminal: boolean;
	/** Aborted by a signal, and when nobody reads stdout any more. */
	readonly signal: AbortSignal;
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
};

/** A subcommand as the command line and `--help` know it. */
export type Subcommand = {
	readonly name: string;
	/** What follows the name, one line for each form: `show HOST [--json]` has `HOST [--json]`. */
	readonly synopsis: readonly string[];
	/** What it does, in a line. */
	readonly summary: string;
	/** Its own options; `-F`, `--demo` and the like are everybody's. */
	readonly options?: CliOptions;
	/** Its words are names of files, which need not be UTF-8. */
	readonly takesPaths?: true;
	/**
	 * Runs it and gives the exit code: 0 ok, 1 failed. Throws a Refusal for words that make no sense (exit code 2), a Failure
	 * for what went wrong (1). Heavy imports stand in here.
	 */
	readonly run: (args: CommandArguments, context: CliContext) => Promise<number>;
};
