import {explain} from '../explain.ts';
import {CommandError, type Io} from '../shell.ts';

/** Splits arguments into single-letter options out of `known` and the rest; `--` ends the options. */
export function readOptions(
	args: readonly string[],
	known: string,
): {readonly options: ReadonlySet<string>; readonly rest: string[]} {
	const options = new Set<string>();
	const rest: string[] = [];
	for (const [index, argument] of args.entries()) {
		if (argument === '--') {
			rest.push(...args.slice(index + 1));
			break;
		}
		if (!/^-[^-]/.test(argument)) {
			rest.push(argument);
			continue;
		}
		for (const letter of argument.slice(1)) {
			if (!known.includes(letter)) {
				throw new CommandError(`no such option: -${letter}`, 2);
			}
			options.add(letter);
		}
	}
	return {options, rest};
}

/** `head -n 5`, `head -5` → 5 and the rest of the arguments. */
export function readCount(args: readonly string[], fallback: number): {count: number; rest: string[]} {
	const [first = '', second = ''] = args;
	const isApart = first === '-n';
	const text = isApart ? second : (/^-n?(\d+)$/.exec(first)?.[1] ?? null);
	if (text === null) {
		return {count: fallback, rest: args.filter(argument => argument !== '--')};
	}
	if (!/^\d{1,9}$/.test(text)) {
		throw new CommandError(`not a number of lines: ${text}`);
	}
	return {count: Number(text), rest: args.slice(isApart ? 2 : 1)};
}

/** Does something with each path; one that fails is said and the others go on. Resolves to the exit status. */
export async function forEachPath(
	name: string,
	paths: readonly string[],
	io: Io,
	action: (path: string) => void | Promise<void>,
): Promise<number> {
	if (paths.length === 0) {
		throw new CommandError('which one? A name is missing', 2);
	}
	let status = 0;
	for (const path of paths) {
		io.signal.throwIfAborted();
		try {
			await action(path);
		} catch (error) {
			io.signal.throwIfAborted();
			const complaint = error instanceof CommandError ? error.message : explain(error);
			await io.warn(`${name}: ${path}: ${complaint}`);
			status = 1;
		}
	}
	return status;
}
