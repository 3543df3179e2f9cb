import {withoutSshEscapes} from '../text/ssh-escapes.ts';

/**
 * What `ssh -G -vvv` tells of its way through the config files, in order: a file opened, a Host line that applies, a
 * Match line decided, an Include followed, the second pass begun.
 */
export type TraceEvent =
	| {readonly kind: 'read'; readonly path: string}
	| {readonly kind: 'host'; readonly line: number}
	| {readonly kind: 'match'; readonly isFound: boolean}
	| {readonly kind: 'include'; readonly line: number; readonly path: string; readonly depth: number}
	| {readonly kind: 'again'};

const debug = /debug[123]: (.*)/;
const commandOver = /debug3: command returned status \d+$/;
const noise = /^(?:OpenSSH_|Pseudo-terminal will not be allocated|\s*$)/;

/** Reads the standard error of `ssh -G -vvv`; `complaints` is what is not debugging: ssh's own words on an error. */
export function readTrace(stderr: string): {events: TraceEvent[]; complaints: string[]} {
	const events: TraceEvent[] = [];
	const complaints: string[] = [];
	let isCommand = false;
	for (const line of stderr.split(/\r?\n/)) {
		const said = debug.exec(line)?.[1];
		// Between these two ssh is silent, and a Match exec command may say what it likes.
		isCommand = isCommand ? !commandOver.test(line) : said?.startsWith('Executing command: ') === true;
		if (isCommand) {
			continue;
		}
		if (said === undefined) {
			if (!noise.test(line)) {
				complaints.push(withoutSshEscapes(line));
			}
			continue;
		}
		const event = readEvent(withoutSshEscapes(said));
		if (event) {
			events.push(event);
		}
	}
	return {events, complaints};
}

function readEvent(said: string): TraceEvent | null {
	const read = /^Reading configuration data (.*)$/s.exec(said);
	if (read) {
		return {kind: 'read', path: read[1] as string};
	}
	const at =
		/ line (\d+): (?:Applying options for |Including file (.*) depth (\d+)(?: \(parse only\))?$)/s.exec(said);
	if (at) {
		const line = Number(at[1]);
		return at[2] === undefined
			? {kind: 'host', line}
			: {kind: 'include', line, path: at[2], depth: Number(at[3])};
	}
	if (said === 'match found' || said === 'match not found') {
		return {kind: 'match', isFound: said === 'match found'};
	}
	return said === 're-parsing configuration' ? {kind: 'again'} : null;
}
