import type {ModeFault} from '../core/doctor/mode-fault.ts';
import type {ForwardStatus} from '../core/forwards/forward-status.ts';
import type {RunningForwards} from '../core/forwards/running-forward.ts';
import type {ConfigProblem, ConfigReading, Host, HostPattern, Origin} from '../core/hosts/host.ts';
import type {HostDetails} from '../core/hosts/host-details.ts';
import type {Finding, Severity} from '../core/hosts/lint/finding.ts';
import type {HostHistory} from '../core/hosts/memory.ts';
import type {AgentState} from '../core/keys/agent.ts';
import type {AgentSurroundings} from '../core/keys/agent-advice.ts';
import type {KeyFile} from '../core/keys/key-file.ts';
import type {KeySubject} from '../core/keys/key-subject.ts';
import {type ListPosition, listStart} from '../core/list/position.ts';
import {emptyField, type TextField} from '../core/text/field.ts';
import type {Transfer} from '../core/transfers/transfer.ts';
import type {AskedDialog} from './asked-dialogs.ts';
import type {DoctorDialog} from './doctor-dialog.ts';
import {type FilesState, startOfFiles} from './files/files-state.ts';
import type {ViewerDialog} from './files/viewer-dialog.ts';
import type {Pane} from './layout.ts';
import type {HostKeyDialog, PromptDialog} from './prompt-dialogs.ts';

export const sortOrders = ['config', 'name', 'used', 'address'] as const;
export type SortOrder = (typeof sortOrders)[number];
type Sort = {readonly by: SortOrder; readonly isReversed: boolean};

/** A row of the Hosts pane. `key` names it across readings and filters. */
export type HostRow =
	| {readonly kind: 'host'; readonly key: string; readonly host: Host}
	| {readonly kind: 'pattern'; readonly key: string; readonly pattern: HostPattern}
	| {readonly kind: 'typed'; readonly key: string; readonly text: string};

export type HostsState = {
	readonly reading: ConfigReading | null;
	/** Hosts marked as prod or read-only that left the config: what is open on them goes by their marks still. */
	readonly gone: readonly Host[];
	/** What is wrong in the config. */
	readonly problems: readonly ConfigProblem[];
	/** What lint says of the config, the worst first; and by alias the worst that concerns it. */
	readonly findings: readonly Finding[];
	readonly worst: ReadonlyMap<string, Severity>;
	readonly filter: TextField;
	readonly isFiltering: boolean;
	readonly sort: Sort;
	readonly pins: readonly string[];
	/** The hosts that the next command is about, where it takes several. */
	readonly marks: readonly string[];
	readonly history: Readonly<Record<string, HostHistory>>;
	readonly rows: readonly HostRow[];
	readonly position: ListPosition;
};

/** What the Details pane shows, for the host that the cursor rests on. */
export type DetailsState =
	| {readonly status: 'none'}
	| {readonly status: 'loading'; readonly alias: string}
	| {readonly status: 'needs-consent'; readonly alias: string; readonly origin: Origin}
	| {readonly status: 'failed'; readonly alias: string; readonly reason: string}
	| {readonly status: 'ready'; readonly alias: string; readonly details: HostDetails};

export type Tone = 'info' | 'good' | 'warning' | 'bad';
type Message = {readonly tone: Tone; readonly text: string; readonly at: number};

export type Dialog =
	| {readonly kind: 'help'; readonly position: ListPosition}
	| {readonly kind: 'messages'; readonly position: ListPosition}
	| {readonly kind: 'palette'; readonly field: TextField; readonly position: ListPosition}
	| {readonly kind: 'sort'}
	| {
			readonly kind: 'confirm';
			readonly question: string;
			readonly command: string;
	  }
	| DoctorDialog
	| {
			readonly kind: 'notice';
			readonly title: string;
			readonly tone: Tone;
			/** Paragraphs, clean but not yet wrapped. */
			readonly text: readonly string[];
			/** The raw words behind it, clean, one string a line. */
			readonly raw: readonly string[];
			readonly position: ListPosition;
	  }
	| KeyDialog
	| AskedDialog
	| ViewerDialog
	/**
	 * Something that has to be over before it can go on: it has the keys until then, and shows when it takes long. `mayAsk`: what
	 * it waits for asks the user, over it.
	 */
	| {readonly kind: 'busy'; readonly isShown: boolean; readonly mayAsk: boolean}
	| {readonly kind: 'transfers'; readonly position: ListPosition}
	| PromptDialog
	| HostKeyDialog;

/** The details of an agent, a key or an identity. */
export type KeyDialog = {
	readonly kind: 'key';
	readonly subject: KeySubject;
	/** How an agent is come by here; null where that is not what it is about. */
	readonly surroundings: AgentSurroundings | null;
	readonly position: ListPosition;
};

/** What was asked of the agent for a key that we added; `until` in milliseconds since the epoch, null for ever. */
export type AddedKey = {readonly until: number | null; readonly confirm: boolean};

/** What `u` among the keys takes back. */
export type KeyUndo =
	| {readonly kind: 'modes'; readonly faults: readonly ModeFault[]}
	| {readonly kind: 'public'; readonly path: string; readonly backup: string | null};

/** An agent that some hosts ask in place of that of SSH_AUTH_SOCK (IdentityAgent). */
export type OtherAgent = {
	readonly socket: string;
	readonly hosts: readonly string[];
	readonly agent: AgentState | null;
};

export type AppState = {
	readonly columns: number;
	readonly rows: number;
	/** The user's home directory, which paths on screen are shortened by. */
	readonly home: string;
	/** What has to be known as long as the program runs (the secrets of the demo, a text that was not saved): stands above the hosts. */
	readonly notices: readonly string[];
	/** What the screen shows: the four panes, or two columns of files. */
	readonly screen: 'dashboard' | 'files';
	readonly focus: Pane;
	readonly files: FilesState;
	/** The queue of transfers, oldest first. */
	readonly transfers: readonly Transfer[];
	readonly hosts: HostsState;
	/** The row that the Details pane shows: the one the Hosts cursor last rested on. */
	readonly detailsKey: string | null;
	readonly details: DetailsState;
	/** That of SSH_AUTH_SOCK; null while it is asked. */
	readonly agent: AgentState | null;
	readonly otherAgents: readonly OtherAgent[];
	/** By fingerprint. */
	readonly addedKeys: Readonly<Record<string, AddedKey>>;
	readonly keyUndo: KeyUndo | null;
	readonly keyFiles: readonly KeyFile[] | null;
	readonly runningForwards: RunningForwards | null;
	/** The forwards of ours, whoever started them; null before they are known. */
	readonly ownForwards: readonly ForwardStatus[] | null;
	/** What helps while the keeper of the connections does not answer; null while it does. */
	readonly keeperAdvice: string | null;
	/** Every ssh that has held one of them: what an older look at the processes shows of it is ours. */
	readonly forwardPids: ReadonlySet<number>;
	/** Those deleted from here, the latest last. */
	readonly removedForwards: readonly ForwardStatus[];
	/** The hosts to which this program has logged in, once for each share. */
	readonly connections: readonly string[];
	/** Cursor and window of the panes whose rows are derived. */
	readonly positions: Readonly<Record<Exclude<Pane, 'hosts'>, ListPosition>>;
	/** By the name known_hosts gave it: the key a host showed when its known one was removed. */
	readonly replacedKeys: Readonly<Record<string, string>>;
	readonly dialog: Dialog | null;
	/** The dialogs below it, the topmost last: each comes back when the one above is closed. */
	readonly beneath: readonly Dialog[];
	readonly message: Message | null;
	readonly messages: readonly Message[];
	/** Work under way that Ctrl+C can cancel, by name. */
	readonly work: readonly string[];
	/** When the panes were last brought up to date: ages on screen are counted from here. */
	readonly now: number;
};

export function initialState(start: {
	columns: number;
	rows: number;
	home: string;
	now: number;
	notices?: readonly string[];
}): AppState {
	return {
		notices: [],
		...start,
		screen: 'dashboard',
		focus: 'hosts',
		files: startOfFiles,
		transfers: [],
		hosts: {
			reading: null,
			gone: [],
			problems: [],
			findings: [],
			worst: new Map(),
			filter: emptyField,
			isFiltering: false,
			sort: {by: 'config', isReversed: false},
			pins: [],
			marks: [],
			history: {},
			rows: [],
			position: listStart,
		},
		detailsKey: null,
		details: {status: 'none'},
		agent: null,
		otherAgents: [],
		addedKeys: {},
		keyUndo: null,
		keyFiles: null,
		runningForwards: null,
		ownForwards: null,
		keeperAdvice: null,
		forwardPids: new Set(),
		removedForwards: [],
		connections: [],
		positions: {details: listStart, keys: listStart, forwards: listStart},
		replacedKeys: {},
		dialog: null,
		beneath: [],
		message: null,
		messages: [],
		work: [],
	};
}
