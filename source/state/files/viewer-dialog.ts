import type {ViewMode, ViewRow} from '../../core/files/view-rows.ts';
import type {TextField} from '../../core/text/field.ts';
import type {Area} from '../layout.ts';

/** A file on view, a screenful of it. */
export type ViewerDialog = {
	readonly kind: 'viewer';
	readonly host: string | null;
	readonly path: string;
	/** Bytes, as far as it is known: a file may grow, and some say 0 and have content. */
	readonly size: number;
	readonly mode: ViewMode;
	readonly rows: readonly ViewRow[];
	/** Whether the last row of the file is on screen. */
	readonly isAtEnd: boolean;
	/** What is searched for; has the keys while `isTyping`. */
	readonly field: TextField;
	readonly isTyping: boolean;
};

/** The rows of a file have the whole screen but its title, the line of what is searched for, and the footer. */
export function viewerArea(columns: number, rows: number): Area {
	return {x: 0, y: 1, width: columns, height: Math.max(1, rows - 4)};
}
