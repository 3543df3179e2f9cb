import type {FileEntry} from '../../core/files/entry.ts';
import type {FileOrder} from '../../core/files/order.ts';
import type {FieldEdit} from '../../core/text/field.ts';
import type {LinkTarget, Side, Space} from './files-state.ts';

/** Entries before and after they were put in order. */
export type Sorted = {readonly from: readonly FileEntry[]; readonly to: readonly FileEntry[]};

/** What happened on the Files screen. */
export type FilesEvent =
	| {readonly type: 'opened'; readonly host: string}
	| {readonly type: 'left'}
	| {readonly type: 'side-taken'; readonly side: Side}
	| ReadingEvent
	| MarkEvent
	| {readonly type: 'filter-opened'}
	| {readonly type: 'filter-edited'; readonly edit: FieldEdit}
	| {readonly type: 'filter-kept'}
	| {readonly type: 'filter-cleared'}
	/** `sorted`: the entries as they were, and in the new order, where that was made beforehand. */
	| {readonly type: 'sort-chosen'; readonly by: FileOrder; readonly sorted?: Sorted}
	| {readonly type: 'sort-reversed'}
	| {readonly type: 'hidden-toggled'};

/** News of the directory of a column; `run` tells which reading they are of. */
type ReadingEvent =
	/** `asked`: what somebody else is asked for the login; null: nothing. */
	| {
			readonly type: 'connecting';
			readonly side: Side;
			readonly run: number;
			readonly asked: string | null;
	  }
	| {
			readonly type: 'reading-begun';
			readonly side: Side;
			readonly run: number;
			readonly path: string;
			/** The name that the cursor is to stand on. */
			readonly wanted: string | null;
			/** Nobody asked for it. */
			readonly isQuiet: boolean;
	  }
	| {
			readonly type: 'entries-arrived';
			readonly side: Side;
			readonly run: number;
			readonly entries: readonly FileEntry[];
	  }
	| {
			readonly type: 'reading-ended';
			readonly side: Side;
			readonly run: number;
			readonly isTruncated: boolean;
	  }
	| {readonly type: 'reading-cancelled'; readonly side: Side; readonly run: number}
	| {
			readonly type: 'reading-failed';
			readonly side: Side;
			readonly run: number;
			readonly reason: string;
			readonly nextStep: string | null;
	  }
	| {readonly type: 'session-lost'; readonly side: Side; readonly reason: string; readonly nextStep: string}
	| {
			readonly type: 'links-read';
			readonly side: Side;
			readonly path: string;
			readonly links: ReadonlyMap<string, LinkTarget>;
	  }
	| {
			readonly type: 'space-told';
			readonly side: Side;
			readonly path: string;
			readonly space: Space | null;
	  };

/** Marks in the column that has the keys. */
type MarkEvent =
	| {readonly type: 'mark-toggled'}
	| {readonly type: 'marks-inverted'}
	| {readonly type: 'marked-by-glob'; readonly pattern: string; readonly isMarked: boolean}
	| {readonly type: 'marks-cleared'; readonly side: Side; readonly names: readonly string[] | null};
