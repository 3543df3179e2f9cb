import type {ForwardStatus} from '../core/forwards/forward-status.ts';
import type {RunningForwards} from '../core/forwards/running-forward.ts';
import type {ConfigProblem, ConfigReading, Origin} from '../core/hosts/host.ts';
import type {HostDetails} from '../core/hosts/host-details.ts';
import type {Finding} from '../core/hosts/lint/finding.ts';
import type {Memory} from '../core/hosts/memory.ts';
import type {AgentState} from '../core/keys/agent.ts';
import type {KeyFile} from '../core/keys/key-file.ts';
import type {ListMove} from '../core/list/position.ts';
import type {FieldEdit} from '../core/text/field.ts';
import type {Transfer} from '../core/transfers/transfer.ts';
import type {AddedKey, Dialog, KeyUndo, OtherAgent, SortOrder, Tone} from './app-state.ts';
import type {FormDialog, Paragraph} from './asked-dialogs.ts';
import type {DoctorEvent} from './doctor-dialog.ts';
import type {FilesEvent} from './files/files-events.ts';
import type {ViewerDialog} from './files/viewer-dialog.ts';
import type {Pane} from './layout.ts';

/** What happened. Events are past tense; `update` says what each changes. */
export type AppEvent =
	| {readonly type: 'resized'; readonly columns: number; readonly rows: number}
	| {readonly type: 'pane-focused'; readonly pane: Pane}
	| {readonly type: 'list-moved'; readonly move: ListMove}
	| {readonly type: 'time-told'; readonly now: number}
	| HostsEvent
	| DetailsEvent
	| KeysEvent
	| {readonly type: 'forwards-read'; readonly forwards: RunningForwards}
	| {readonly type: 'own-forwards-told'; readonly forwards: readonly ForwardStatus[]}
	/** The keeper does not answer: what helps; null: it does. */
	| {readonly type: 'keeper-heard'; readonly advice: string | null}
	| {readonly type: 'forward-removed'; readonly forward: ForwardStatus}
	/** The one deleted last was put back. */
	| {readonly type: 'forward-put-back'}
	/** The cursor of the Forwards pane goes to one of ours. */
	| {readonly type: 'forward-chosen'; readonly id: string}
	/** A share in the login to a host. */
	| {readonly type: 'connection-opened'; readonly alias: string}
	| {readonly type: 'connection-ended'; readonly alias: string}
	| DoctorEvent
	| {readonly type: 'transfers-told'; readonly transfers: readonly Transfer[]}
	| {readonly type: 'in-files'; readonly event: FilesEvent}
	| {readonly type: 'viewer-changed'; readonly changes: Partial<ViewerDialog>}
	| MessageEvent;

export type HostsEvent =
	| {readonly type: 'config-read'; readonly reading: ConfigReading}
	/** The cursor goes to a host. */
	| {readonly type: 'host-chosen'; readonly alias: string}
	/** A host is marked, or no longer; null: none is. */
	| {readonly type: 'host-marked'; readonly alias: string | null}
	| {readonly type: 'findings-found'; readonly findings: readonly Finding[]}
	| {readonly type: 'problems-found'; readonly problems: readonly ConfigProblem[]}
	| ({readonly type: 'history-read'} & Pick<Memory, 'history' | 'pins'> & Partial<Memory>)
	| {readonly type: 'filter-opened'}
	| {readonly type: 'filter-edited'; readonly edit: FieldEdit}
	| {readonly type: 'filter-set'; readonly text: string}
	| {readonly type: 'filter-left'}
	| {readonly type: 'filter-cleared'}
	| {readonly type: 'sort-chosen'; readonly by: SortOrder}
	| {readonly type: 'sort-reversed'};

export type KeysEvent =
	| {readonly type: 'agent-read'; readonly agent: AgentState}
	| {readonly type: 'other-agents-read'; readonly agents: readonly OtherAgent[]}
	| {readonly type: 'keys-read'; readonly files: readonly KeyFile[]}
	| {readonly type: 'key-chosen'; readonly path: string}
	| {readonly type: 'key-added'; readonly fingerprint: string; readonly added: AddedKey}
	| {readonly type: 'key-undo-kept'; readonly undo: KeyUndo | null};

export type DetailsEvent =
	| {readonly type: 'details-requested'; readonly alias: string}
	| {readonly type: 'details-loaded'; readonly alias: string; readonly details: HostDetails}
	| {readonly type: 'details-withheld'; readonly alias: string; readonly origin: Origin}
	| {readonly type: 'details-failed'; readonly alias: string; readonly reason: string}
	| {readonly type: 'selection-rested'; readonly key: string | null};

type MessageEvent =
	| {readonly type: 'message-shown'; readonly tone: Tone; readonly text: string; readonly at: number}
	/** A word on the key pressed, which the list of messages does not keep. */
	| {readonly type: 'hint-shown'; readonly text: string; readonly at: number}
	| {readonly type: 'message-cleared'}
	/** Something that has to be known as long as the program runs. */
	| {readonly type: 'notice-given'; readonly text: string}
	/** In place of the dialog that is open. */
	| {readonly type: 'dialog-opened'; readonly dialog: Dialog}
	/** Over the dialog that is open, which comes back afterwards. */
	| {readonly type: 'dialog-stacked'; readonly dialog: Dialog}
	| {readonly type: 'dialog-edited'; readonly edit: FieldEdit}
	| {
			readonly type: 'dialog-moved';
			readonly move: ListMove;
			readonly count: number;
			readonly height: number;
	  }
	| {readonly type: 'dialog-closed'}
	/** A form has other values, or was judged anew; it may be below another dialog. */
	| {readonly type: 'form-changed'; readonly form: FormDialog}
	/** More is known of what a question is about. */
	| {readonly type: 'question-grown'; readonly id: number; readonly body: readonly Paragraph[]}
	/** What has the keys until it is over takes long enough to be shown; it is over, wherever its dialog lies. */
	| {readonly type: 'busy-shown'}
	| {readonly type: 'busy-ended'}
	/** A question of ssh's needs no answer any more: its dialog goes, wherever it lies. */
	| {readonly type: 'prompt-over'; readonly id: number}
	/** A known key was removed; `fingerprint` is that of the key the host showed instead. */
	| {readonly type: 'host-key-removed'; readonly name: string; readonly fingerprint: string}
	| {readonly type: 'work-started'; readonly title: string}
	| {readonly type: 'work-retitled'; readonly title: string; readonly next: string}
	| {readonly type: 'work-ended'; readonly title: string};
