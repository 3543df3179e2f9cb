import {type ConfigLine, tagsKeyword} from './config-text.ts';
import type {Origin} from './host.ts';
import {optionName} from './keywords.ts';
import type {TraceEvent} from './ssh-trace.ts';

/** An option line as ssh came to it, in order; in a second pass it comes to each line again. */
export type VisitedLine = {
	/** The option's name as `ssh -G` prints it. */
	readonly option: string;
	readonly argument: string;
	readonly source: Origin;
	/** Whether ssh's own word was that the block applies. */
	readonly isActive: boolean;
	/** Whether it stands in the user's files, not the system-wide ones. */
	readonly isUser: boolean;
	readonly isSecondPass: boolean;
};

export type ReplayFiles = {
	readonly linesOf: (path: string) => readonly ConfigLine[];
	/** The absolute path of a file that ssh began with, under the name it has in the trace. */
	readonly rootOf: (name: string) => {readonly path: string; readonly isUser: boolean};
};

/** Goes through the files once more as ssh did, taking from its trace which blocks applied and what was included. */
export function replay(events: readonly TraceEvent[], files: ReplayFiles): VisitedLine[] {
	const visited: VisitedLine[] = [];
	let at = 0;
	let isSecondPass = false;

	function visit(path: string, isUser: boolean, depth: number, isOn: boolean, isNever: boolean): void {
		let isActive = isOn;
		for (const line of files.linesOf(path)) {
			const event = events[at];
			if (line.keyword === 'host') {
				isActive = event?.kind === 'host' && event.line === line.number;
				at += isActive ? 1 : 0;
			} else if (line.keyword === 'match') {
				isActive = event?.kind === 'match' && event.isFound && !isNever;
				at += event?.kind === 'match' ? 1 : 0;
			} else if (line.keyword === 'include') {
				follow(line.number, isUser, depth, isActive, isNever);
			} else if (line.keyword !== tagsKeyword) {
				visited.push({
					option: optionName(line.keyword),
					argument: line.argument,
					source: {file: path, line: line.number},
					isActive,
					isUser,
					isSecondPass,
				});
			}
		}
	}

	function follow(line: number, isUser: boolean, depth: number, isActive: boolean, isNever: boolean): void {
		for (;;) {
			const event = events[at];
			if (event?.kind !== 'include' || event.line !== line || event.depth !== depth) {
				return;
			}
			at++;
			if (events[at]?.kind === 'read') {
				at++;
				visit(event.path, isUser, depth + 1, isActive, isNever || !isActive);
			}
		}
	}

	while (at < events.length) {
		const event = events[at++];
		if (event?.kind === 'again') {
			isSecondPass = true;
		} else if (event?.kind === 'read') {
			const {path, isUser} = files.rootOf(event.path);
			visit(path, isUser, 0, true, false);
		}
	}
	return visited;
}
