/** What started an `ssh` process, as far as its surroundings tell. */
export type ForwardOwner = 'terminal' | 'autossh' | 'systemd' | 'VS Code' | 'other';

/** Bytes that came from the far end, and that went there. */
export type ByteCounts = {readonly in: number; readonly out: number};

/** A process and its command line, joined by spaces; `startTicks` tells it from a later one of the same pid. */
export type RunningProcess = {readonly pid: number; readonly startTicks: number; readonly command: string};

/** A forward that an `ssh` process of this user holds now. Texts are as the process gave them. */
export type RunningForward = {
	readonly pid: number;
	/** When the process started, in clock ticks since boot: with `pid` it names one process for ever. */
	readonly startTicks: number;
	/** `unknown`: a listener that the process was not asked for on its command line, so its config or a master's client did. */
	readonly kind: 'local' | 'remote' | 'dynamic' | 'unknown';
	/** On this machine, but for a remote forward. */
	readonly listen: string;
	/** Null where it cannot be known, and for a SOCKS proxy. */
	readonly target: string | null;
	/** The destination as typed; null for a shared connection in the background, which forgets it. */
	readonly host: string | null;
	readonly owner: ForwardOwner;
	/** Connections through it now; null where the listener is on another machine. */
	readonly connections: number | null;
	/** What those connections have carried so far; null where the system does not tell. */
	readonly bytes: ByteCounts | null;
	/** When the process started, in seconds since the epoch. */
	readonly since: number;
	/** Its command line, joined by spaces. */
	readonly command: string;
	/** The process that would start it anew at once, which is to be ended in its place; null where there is none. */
	readonly parent: RunningProcess | null;
};

/**
 * `sessions`: the destinations, as typed, of the `ssh` processes of this user that have a terminal.
 * `supported` is false where the system does not show the sockets of processes (all but Linux).
 */
export type RunningForwards =
	| {
			readonly supported: true;
			readonly forwards: readonly RunningForward[];
			readonly sessions: readonly string[];
	  }
	| {readonly supported: false};
