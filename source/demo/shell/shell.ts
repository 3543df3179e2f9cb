import type {BytePath, Sandbox} from '../sandbox/sandbox.ts';

/** A demo host as its shell knows it. `since` is when it "booted", in milliseconds since 1970. */
export type HostShell = {
	readonly name: string;
	readonly user: string;
	readonly greeting: string;
	readonly sandbox: Sandbox;
	readonly since: number;
};

/** One running shell. Commands change it. */
export type Shell = {
	readonly host: HostShell;
	readonly env: Map<string, string>;
	readonly history: string[];
	directory: BytePath;
	/** Exit status of the last command. */
	status: number;
	/** The exit status once `exit` was said. */
	ended: number | null;
	/** Whether `exec` asked for an interactive shell in place of the command line that runs. */
	isInteractiveNext: boolean;
	/** Size of the terminal; zero without one. */
	columns: number;
	rows: number;
	/** Cuts the connection, as a host does that crashes. */
	readonly hangUp: () => void;
};

/** What a command reads and writes. */
export type Io = {
	/** Whether `write` ends on a terminal. */
	readonly isTerminal: boolean;
	readonly signal: AbortSignal;
	/** The next bytes of the input; null at its end. */
	read(): Promise<Buffer | null>;
	write(data: string | Buffer): Promise<void>;
	/** A line on standard error; the line end is added. */
	warn(line: string): Promise<void>;
};

/** A command of the demo shell: resolves to its exit status, throws a CommandError or a system error. */
export type Command = {
	readonly usage: string;
	readonly about: string;
	run(args: readonly string[], io: Io, shell: Shell): number | Promise<number>;
};

/** A complaint that ends a command. The runner puts the command's name before it. */
export class CommandError extends Error {
	override name = 'CommandError';
	readonly status: number;
	constructor(message: string, status = 1) {
		super(message);
		this.status = status;
	}
}

/** A shell at its start, in the home directory. */
export function makeShell(host: HostShell, env: ReadonlyMap<string, string>, hangUp: () => void): Shell {
	const home = Buffer.from(host.sandbox.home, 'latin1').toString();
	const own = {HOME: home, LOGNAME: host.user, USER: host.user, SHELL: '/bin/demo', PATH: '/bin'};
	return {
		host,
		env: new Map([...env, ...Object.entries(own)]),
		history: [],
		directory: host.sandbox.home,
		status: 0,
		ended: null,
		isInteractiveNext: false,
		columns: 0,
		rows: 0,
		hangUp,
	};
}
