import {isAbort} from '../../core/errors.ts';
import {commands} from './commands/table.ts';
import {expand} from './expand.ts';
import {explain} from './explain.ts';
import {parse, type Simple, type Step} from './parse.ts';
import {redirect} from './redirect.ts';
import {CommandError, type Io, type Shell} from './shell.ts';

/** The exit status of a command that Ctrl+C ended, 128 + SIGINT. */
const interrupted = 130;
/** How much of a command's output may wait for the next command of a pipe, in bytes. */
const longestPipe = 4 * 1024 * 1024;

/** Runs a command line and resolves to its exit status. Never rejects: what goes wrong is said on standard error. */
export async function runLine(line: string, io: Io, shell: Shell): Promise<number> {
	let steps: Step[];
	try {
		steps = parse(line);
	} catch (error) {
		await io.warn((error as Error).message);
		return (error as CommandError).status ?? 2;
	}
	for (const {when, pipeline} of steps) {
		if (when === 'always' || (when === 'success') === (shell.status === 0)) {
			shell.status = await runPipeline(pipeline, io, shell);
		}
		if (io.signal.aborted || shell.ended !== null) {
			break;
		}
	}
	return shell.status;
}

// One command after the other: what the first one writes is kept and is the input of the next.
async function runPipeline(pipeline: readonly Simple[], io: Io, shell: Shell): Promise<number> {
	let status = 0;
	let input: Buffer[] | null = null;
	for (const [index, simple] of pipeline.entries()) {
		const isLast = index === pipeline.length - 1;
		const output: Buffer[] = [];
		const piped: Io = {
			...io,
			...(input === null ? {} : {read: reader(input)}),
			...(isLast ? {} : {isTerminal: false, write: collector(output)}),
		};
		status = await runSimple(simple, piped, shell);
		input = output;
	}
	return status;
}

function reader(chunks: Buffer[]): Io['read'] {
	return () => Promise.resolve(chunks.shift() ?? null);
}

function collector(chunks: Buffer[]): Io['write'] {
	let size = 0;
	return async data => {
		const chunk = Buffer.from(data as string);
		size += chunk.length;
		if (size > longestPipe) {
			throw new CommandError('too much for the pipe of this small shell');
		}
		chunks.push(chunk);
	};
}

async function runSimple({words, redirections}: Simple, io: Io, shell: Shell): Promise<number> {
	const [name = '', ...args] = words.flatMap(word => expand(word, shell));
	let close: (() => void) | undefined;
	try {
		const redirected = redirect(redirections, io, shell);
		close = redirected.close;
		const status = await runCommand(name, args, redirected.io, shell);
		return io.signal.aborted ? interrupted : status;
	} catch (error) {
		if (io.signal.aborted || isAbort(error)) {
			return interrupted;
		}
		const complaint = error instanceof CommandError ? error.message : explain(error);
		await io.warn(name === '' ? complaint : `${name}: ${complaint}`);
		return error instanceof CommandError ? error.status : 1;
	} finally {
		close?.();
	}
}

async function runCommand(name: string, args: readonly string[], io: Io, shell: Shell): Promise<number> {
	if (name === '') {
		return 0;
	}
	const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(name);
	if (assignment && args.length === 0) {
		shell.env.set(assignment[1]!, assignment[2]!);
		return 0;
	}
	const command = commands.get(name.replace(/^\/(?:usr\/)?bin\//, ''));
	if (command === undefined) {
		throw new CommandError('command not found (help lists what there is)', 127);
	}
	return command.run(args, io, shell);
}
