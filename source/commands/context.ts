import type {AppState, Tone} from '../state/app-state.ts';
import type {AppEvent} from '../state/events.ts';
import type {Surroundings} from './availability.ts';
import type {CommandId} from './catalog.ts';
import type {Dialogs} from './dialogs/dialogs.ts';
import type {Browser} from './files/browsing.ts';
import type {Prompts} from './prompts/prompts.ts';
import type {Services, Terminal} from './services.ts';

/** What every handler gets. */
export type Context = {
	readonly state: () => AppState;
	readonly send: (event: AppEvent) => void;
	readonly services: Services;
	readonly terminal: Terminal;
	/** What ssh asks; the secret being typed lives there alone. */
	readonly prompts: Prompts;
	/** Asks in a dialog and waits for the answer. */
	readonly dialogs: Dialogs;
	/** The two columns of the Files screen, and the session behind them. */
	readonly files: Browser;
	readonly surroundings: () => Surroundings;
	/** Says something on the message line. The text is cleaned where it is shown. */
	readonly say: (tone: Tone, text: string) => void;
	/** Runs a command as if its key had been pressed. */
	readonly run: (id: CommandId) => void;
	/** Runs a command whose question was answered with yes. */
	readonly runConfirmed: (id: CommandId) => void;
	/**
	 * Does work that Ctrl+C can cancel; cancelled work is said and not an error. `retitle` changes what is said of it while
	 * it is under way.
	 */
	readonly work: (
		title: string,
		task: (signal: AbortSignal, retitle: (title: string) => void) => Promise<void>,
	) => Promise<void>;
	/** Cancels the latest work under way. */
	readonly cancelWork: () => void;
	/** From now on ssh may be asked about this host although that may run a `Match exec` command. */
	readonly allowExec: (alias: string) => void;
	/** Reads the config, the agent, the keys, the forwards and the details of the selected host anew. */
	readonly refresh: () => void;
};

export type Handler = (context: Context) => void | Promise<void>;
