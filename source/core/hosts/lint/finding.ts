import type {ConfigLine} from '../config-text.ts';
import type {LineFix} from '../edit/edit-request.ts';

/** An error keeps ssh from working, a warning is most likely not what was meant, a note is good to know. */
export type Severity = 'error' | 'warning' | 'note';

/** Something about the config that somebody should know. Its texts are as in the files: cleaned where they are shown. */
export type Finding = {
	readonly severity: Severity;
	readonly file: string;
	/** From 1; null when it concerns the file as a whole. */
	readonly line: number | null;
	/** What and why, in whole sentences. */
	readonly message: string;
	/** The hosts it is about; empty where it is about no one in particular. */
	readonly aliases: readonly string[];
	/** What would put it right without harm; null where nothing does for sure. */
	readonly fix: Fix | null;
};

export type Fix = {readonly title: string; readonly file: string; readonly fix: LineFix};

/** The change of one line that a directive is. */
export function lineFix(title: string, file: string, line: ConfigLine, change: LineFix['change']): Fix {
	return {title, file, fix: {line: line.number, keyword: line.keyword, argument: line.argument, change}};
}
