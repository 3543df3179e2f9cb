import {after} from 'node:test';
import {type IPty, spawn} from '@lydell/node-pty';
import {atExit} from './at-exit.ts';
import {bytesOf} from './chords.ts';
import {endTree} from './processes.ts';
import {Terminal} from './terminal.ts';

export type PtyOptions = {
	/** Default 80. */
	readonly cols?: number;
	/** Default 24. */
	readonly rows?: number;
	/** Laid over the environment of the test; undefined removes a variable. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
};

export type Exit = {readonly code: number; readonly signal: number};

/** A program in a real pseudo-terminal, and the terminal before which a person would sit. */
export class Pty extends Terminal {
	readonly #pty: IPty;
	readonly #chunks: Buffer[] = [];
	/** Hears each piece of output the moment it comes. */
	onOutput: ((chunk: Buffer) => void) | null = null;
	#exit: Exit | null = null;
	/** Settles when the program has ended and all its output has been read. */
	readonly exited: Promise<Exit>;

	constructor(pty: IPty, columns: number, rows: number) {
		super(columns, rows);
		this.#pty = pty;
		this.onReply(bytes => this.write(bytes));
		pty.onData(data => {
			// With `encoding: null` the data is a Buffer, whatever the type says.
			const chunk = data as unknown as Buffer;
			this.#chunks.push(chunk);
			this.onOutput?.(chunk);
			this.feed(chunk);
		});
		this.exited = new Promise(resolve => {
			pty.onExit(({exitCode, signal}) => {
				this.#exit = {code: exitCode, signal: signal ?? 0};
				resolve(this.#exit);
			});
		});
		this.whyOver = () =>
			this.#exit && `the program ended with code ${this.#exit.code}, signal ${this.#exit.signal}.`;
	}

	get pid(): number {
		return this.#pty.pid;
	}

	/** Everything the program has written so far. */
	get output(): string {
		return Buffer.concat(this.#chunks).toString();
	}

	/** How many bytes the program has written so far. */
	get bytesWritten(): number {
		return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
	}

	/** Types the text as it is, in one write. */
	write(text: string): void {
		if (this.#exit === null) {
			this.#pty.write(text);
		}
	}

	/** Presses keys one after the other, each in a write of its own (`Down`, `F5`, `Ctrl+C`, `j`). */
	press(...chords: string[]): void {
		for (const chord of chords) {
			this.write(bytesOf(chord));
		}
	}

	override resize(columns: number, rows: number): void {
		super.resize(columns, rows);
		this.#pty.resize(columns, rows);
	}

	/** Sends a signal to the program. */
	kill(signal: NodeJS.Signals): void {
		process.kill(this.pid, signal);
	}

	/** Ends the program with everything it started. */
	async end(): Promise<void> {
		this.endNow();
		await this.exited;
	}

	endNow(): void {
		if (this.#exit === null) {
			endTree(this.pid);
		}
	}
}

/** Starts a program in a pseudo-terminal of its own (TERM=xterm-256color, no CI in its environment). */
export function spawnPty(program: string, args: readonly string[], options: PtyOptions = {}): Pty {
	const {cols = 80, rows = 24} = options;
	const {CI, FORCE_COLOR, NO_COLOR, TMUX, ...inherited} = process.env;
	const env = Object.fromEntries(
		Object.entries({...inherited, TERM: 'xterm-256color', ...options.env}).filter(
			(entry): entry is [string, string] => entry[1] !== undefined,
		),
	);
	const cwd = options.cwd ?? process.cwd();
	const child = spawn(program, [...args], {cols, rows, cwd, env, name: env['TERM'] ?? '', encoding: null});
	const pty = new Pty(child, cols, rows);
	atExit(() => pty.endNow());
	return pty;
}

/** `spawnPty` for a test: the program is ended, with all its descendants, when the running test ends. */
export function openPty(program: string, args: readonly string[], options: PtyOptions = {}): Pty {
	const pty = spawnPty(program, args, options);
	after(() => pty.end());
	return pty;
}
