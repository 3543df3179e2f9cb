import type {Fix} from '../core/doctor/fix.ts';
import type {ModeFault} from '../core/doctor/mode-fault.ts';
import type {Examination, Stage} from '../core/doctor/stage.ts';
import type {Endpoint} from '../core/forwards/forward.ts';
import type {RunningForwards, RunningProcess} from '../core/forwards/running-forward.ts';
import type {ConfigReading} from '../core/hosts/host.ts';
import type {HostDetails} from '../core/hosts/host-details.ts';
import type {Memory} from '../core/hosts/memory.ts';
import type {AgentState} from '../core/keys/agent.ts';
import type {AgentSurroundings} from '../core/keys/agent-advice.ts';
import type {KeyFile} from '../core/keys/key-file.ts';
import type {HostKeys} from '../core/known-hosts/host-keys.ts';
import type {HostToLookUp, KnownHostKey, KnownHostState} from '../core/known-hosts/known-host-state.ts';
import type {Removal} from '../core/known-hosts/removal.ts';
import type {TransferQueue} from '../core/transfers/transfer.ts';
import type {FileSystem} from '../services/files/file-system.ts';
import type {CutOff, Scratch} from '../services/files/scratch.ts';
import type {OwnForwards} from '../services/forwards/own-forwards.ts';
import type {HostEdits} from '../services/host-edits/host-edits.ts';
import type {Connections} from '../services/keeper/connections.ts';
import type {Keyring} from '../services/keys/keyring.ts';

/** How an interactive session ended; times in milliseconds since the epoch, `stderr` its bounded tail. */
export type SessionEnd = {
	readonly code: number | null;
	readonly signal: string | null;
	readonly stderr: string;
	readonly startedAt: number;
	readonly endedAt: number;
};

/** Hears of an examination: each stage when it is over, and the name of the one under way. */
export type ExaminationFollower = {
	readonly signal: AbortSignal;
	readonly onStage: (stage: Stage) => void;
	readonly onProgress: (stage: string) => void;
};

/** What is read of keys and agents; nothing is asked of anybody. */
type KeyReader = {
	/** The agent at a socket (null: that of SSH_AUTH_SOCK). */
	agent(socket: string | null, signal: AbortSignal): Promise<AgentState>;
	/** How an agent is come by here. */
	surroundings(): Promise<AgentSurroundings>;
	/** The keys of the user, and the files that the config names. */
	files(named: readonly string[], signal: AbortSignal): Promise<readonly KeyFile[]>;
};

/** What the handlers can ask of the world. The composition root hands in the real ones, a test plain objects. */
export type Services = {
	readonly now: () => number;
	/** Takes a line for the log file. */
	readonly log: (line: string, error?: unknown) => void;
	readonly config: {
		read(signal: AbortSignal): Promise<ConfigReading>;
		watch(onChange: () => void): () => void;
		/** Throws an ExecConsentNeeded when ssh might run a `Match exec` command and that is not allowed. */
		details(alias: string, options: {allowExec: boolean; signal: AbortSignal}): Promise<HostDetails>;
	};
	readonly keys: KeyReader & Keyring;
	/** Adds, changes and removes hosts. */
	readonly hostEdits: HostEdits;
	readonly hostKeys: {
		/**
		 * What known_hosts files say of a host, `port` in place of its config's. Asks ssh for its config as a connection does,
		 * commands of a `Match exec` included: only for a host that ssh was just started for.
		 */
		of(
			alias: string,
			options: {readonly port: number | null; readonly signal: AbortSignal},
		): Promise<HostKeys>;
		/** What the same files say of another name. */
		at(keys: HostKeys, host: HostToLookUp, signal: AbortSignal): Promise<KnownHostState>;
		/** Removes exactly these entries. Throws a Refusal or a Failure where it cannot; nothing is then lost. */
		remove(keys: HostKeys, entries: readonly KnownHostKey[]): Promise<Removal>;
		/** Puts back what was removed last; gives the files, null when there is nothing to put back. */
		undoRemoval(): Promise<readonly string[] | null>;
		/** When that was removed, in milliseconds since the epoch; null when there is nothing to put back. */
		lastRemoval(): Promise<number | null>;
	};
	readonly doctor: {
		/** Tries one connection to a host; the commands of `Match exec` lines run, as when connecting. */
		host(alias: string, follower: ExaminationFollower): Promise<Examination>;
		/** Looks at what ssh needs on this machine, connecting to nothing. */
		machine(follower: ExaminationFollower): Promise<Examination>;
		/** What can be put right after an examination. */
		fixes(examination: Examination, signal: AbortSignal): Promise<readonly Fix[]>;
		/** Corrects a mode. Throws a Failure when the file is no longer what it was. */
		mend(fault: ModeFault): Promise<void>;
	};
	/** The shared logins to hosts. What ssh asks for them is asked in dialogs. */
	readonly connections: Omit<Connections, 'close'>;
	readonly transfers: TransferQueue;
	readonly files: {
		/** The files of this machine. */
		readonly local: FileSystem;
		/** Where the program was started: the first directory of the left column. */
		readonly startDirectory: string;
		/** Makes a private directory for a file that is being edited. */
		scratch(): Promise<Scratch>;
		/** Removes those that earlier runs left, and gives the texts in them that were not saved, each once. Never throws. */
		sweepScratches(): Promise<readonly CutOff[]>;
		/** Calls back when something in a directory of this machine changes, as far as that can be known. */
		watch(path: string, onChange: () => void): () => void;
		/**
		 * Begins an SFTP session on a host. Throws as `connections.lease` does. `onAsked` hears what somebody else is asked for the
		 * login, and null when that is over.
		 */
		open(alias: string, signal: AbortSignal, onAsked?: (what: string | null) => void): Promise<FileSystem>;
	};
	readonly forwards: {
		/** Those that any ssh of this user holds now. */
		running(signal: AbortSignal): Promise<RunningForwards>;
		/** Ends a process that holds one, if it is still the very one that was shown. Throws a Failure where it is not. */
		endRunning(process: RunningProcess): Promise<void>;
		/** Who listens there; `unknown` for a program of another user, null for nobody. */
		holder(endpoint: Endpoint): Promise<{readonly pid: number; readonly name: string} | 'unknown' | null>;
		/** Those of ours, kept by the keeper. */
		readonly own: Omit<OwnForwards, 'close' | 'list' | 'written'>;
	};
	readonly sessions: {
		/** Why no session can be started on this machine (no ssh, or one that is too old), or null. Known after start-up. */
		readonly obstacle: () => string | null;
		/** Runs ssh on this terminal, which must have been lent, and waits for its end. */
		run(args: readonly string[], title: string): Promise<SessionEnd>;
		/** The command that starts such a session, to be pasted into a shell. */
		readonly command: (args: readonly string[]) => string;
		/** Opens ssh in a new tmux window. Throws a Refusal outside tmux. */
		openWindow(args: readonly string[], title: string): Promise<void>;
		/** Makes one TCP connection to the first hop of a host: the time it took in milliseconds. */
		probe(
			alias: string,
			signal: AbortSignal,
		): Promise<{readonly target: string; readonly milliseconds: number}>;
	};
	readonly programs: {
		/** Opens a file in the user's editor on this terminal, which must have been lent, and waits for its end. */
		edit(file: string): Promise<SessionEnd>;
		/** Runs the user's shell in a directory of this machine in the same way. */
		shell(directory: string): Promise<SessionEnd>;
	};
	readonly memory: {
		/** Changes what is remembered; gives what is remembered then. A change of another Sallyport is kept. */
		change(change: (memory: Memory) => Memory): Promise<Memory>;
	};
};

/** What the handlers can do to the terminal. */
export type Terminal = {
	/** Hands the terminal to a child while `run` runs; keys typed meanwhile are the child's. Starts at once. */
	lend<Result>(run: () => Promise<Result>): Promise<Result>;
	/** Whether a child has the terminal now. */
	isLent(): boolean;
	redraw(): Promise<void>;
	/** Stops the process as Ctrl+Z does, with the terminal as it was before; returns after `fg`. False: it cannot be stopped here. */
	suspend(): Promise<boolean>;
	/** Asks the terminal to put a text on the clipboard (OSC 52). Throws a Refusal when it is too long. */
	copy(text: string): Promise<void>;
	/** Ends the program with an exit code. */
	quit(code: number): void;
};
