import {readFileSync} from 'node:fs';
import {decodeName} from '../core/files/byte-names.ts';

/** What Node makes of bytes that are no UTF-8. */
const lost = '\uFFFD';

/**
 * The last arguments of this process as names of files: those that Node could not read as UTF-8 give their bytes back
 * where the system still knows them, as it does on Linux.
 */
export function argumentsAsBytes(args: readonly string[]): readonly string[] {
	if (!args.some(arg => arg.includes(lost))) {
		return args;
	}
	const given = commandLine().slice(-args.length);
	return args.map((arg, index) => {
		const bytes = given[index];
		return arg.includes(lost) && bytes?.toString() === arg ? decodeName(bytes) : arg;
	});
}

/** The arguments of this process, its program included, as it was started. */
function commandLine(): readonly Buffer[] {
	const found: Buffer[] = [];
	try {
		const all = readFileSync('/proc/self/cmdline');
		for (let start = 0, end = all.indexOf(0); end !== -1; start = end + 1, end = all.indexOf(0, start)) {
			found.push(all.subarray(start, end));
		}
	} catch {
		// Other systems have no such file.
	}
	return found;
}
