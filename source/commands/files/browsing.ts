import type {FileSystem} from '../../services/files/file-system.ts';
import type {Side} from '../../state/files/files-state.ts';
import type {Viewer} from './viewer.ts';

/** The two columns: what they read, and the session on the host behind the right one. */
export type Browser = {
	/** Brings the screen up for a host, with both columns where they were left. */
	open(host: string): void;
	/** Leaves the screen; the session stays for a quick return. */
	leave(): void;
	/** Shows a directory in a column, the cursor on a name. */
	go(side: Side, path: string, wanted?: string | null): void;
	/** The directory above, the cursor on the one that is left. */
	goUp(side: Side): void;
	/** Reads a column anew, or logs in again where the session is lost or never was. */
	refresh(side: Side, wanted?: string | null): void;
	/** Reads those columns anew that show this directory. */
	refreshDirectory(host: string | null, path: string): void;
	/** What the files of a column are reached through. Throws a Refusal while there is no session. */
	fileSystem(side: Side): FileSystem;
	/** Where `~` is on the machine of a column. */
	home(side: Side): string;
	/** Ends the login or the reading of a column; says whether there was one. */
	cancel(side: Side): boolean;
	/** Opens a file of a column for viewing. Throws what the file system throws. */
	view(side: Side, path: string, signal: AbortSignal): Promise<void>;
	/** The file on view. */
	viewer(): Viewer | null;
	stop(): void;
};
