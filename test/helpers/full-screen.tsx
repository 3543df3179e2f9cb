import {PassThrough, Writable} from 'node:stream';
import {after} from 'node:test';
import chalk from 'chalk';
import {type Instance, render} from 'ink';
import type {ReactNode} from 'react';
import {bytesOf} from './chords.ts';
import {Terminal} from './terminal.ts';

// Ink colours through this object; under the test runner it would find no terminal and draw no colour at all.
chalk.level = 3;

/** What Ink takes for the output of a terminal. */
class FakeStdout extends Writable {
	readonly isTTY = true;
	columns: number;
	rows: number;
	readonly #show: (output: string) => void;

	constructor(columns: number, rows: number, show: (output: string) => void) {
		super({decodeStrings: false});
		this.columns = columns;
		this.rows = rows;
		this.#show = show;
	}

	override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
		this.#show(chunk.toString());
		done();
	}
}

/** What Ink takes for the keyboard of a terminal. */
class FakeStdin extends PassThrough {
	readonly isTTY = true;
	isRaw = false;

	setRawMode(isRaw: boolean): this {
		this.isRaw = isRaw;
		return this;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}
}

/** An Ink tree on a whole terminal screen of its own. */
export class FullScreen extends Terminal {
	readonly #stdout: FakeStdout;
	readonly #stdin = new FakeStdin();
	readonly #ink: Instance;
	#output = '';
	#over: string | null = null;

	constructor(node: ReactNode, columns: number, rows: number) {
		super(columns, rows, {convertEol: true});
		this.#stdout = new FakeStdout(columns, rows, output => {
			this.#output += output;
			this.feed(output);
		});
		this.whyOver = () => this.#over;
		this.#ink = render(node, {
			stdout: this.#stdout as unknown as NodeJS.WriteStream,
			stderr: this.#stdout as unknown as NodeJS.WriteStream,
			stdin: this.#stdin as unknown as NodeJS.ReadStream,
			alternateScreen: true,
			incrementalRendering: true,
			interactive: true,
			exitOnCtrlC: false,
			patchConsole: false,
			maxFps: 60,
		});
		this.#ink.waitUntilExit().then(
			() => {
				this.#over = 'the app has ended.';
			},
			(error: Error) => {
				this.#over = `the app has crashed: ${error.stack}`;
			},
		);
	}

	/** Everything written to the terminal so far. */
	get output(): string {
		return this.#output;
	}

	/** Whether the app has ended or crashed. */
	get isOver(): boolean {
		return this.#over !== null;
	}

	/** Types the text in one piece, as a paste without brackets or quick fingers do, and waits for the frame. */
	async write(text: string): Promise<void> {
		this.#stdin.write(text);
		// The stream tells Ink in a later turn, and Ink takes 20 ms to hold a lone Esc for a key.
		await new Promise(resolve => setTimeout(resolve, text.endsWith('\u001B') ? 25 : 0));
		await this.#ink.waitUntilRenderFlush();
		await this.drawn();
	}

	/** Presses keys one after the other (`Down`, `F5`, `Ctrl+C`, `j`), each answered by a frame before the next. */
	async press(...chords: string[]): Promise<void> {
		for (const chord of chords) {
			await this.write(bytesOf(chord));
		}
	}

	/** Draws another tree in place of the first. */
	rerender(node: ReactNode): void {
		this.#ink.rerender(node);
	}

	override resize(columns: number, rows: number): void {
		super.resize(columns, rows);
		this.#stdout.columns = columns;
		this.#stdout.rows = rows;
		this.#stdout.emit('resize');
	}

	/** Takes the app from the screen. */
	cleanup(): void {
		this.#ink.unmount();
	}
}

/** Draws an Ink tree on a screen of its own with the options of the app. It is taken down when the running test ends. */
export function renderFullScreen(node: ReactNode, size: {columns?: number; rows?: number} = {}): FullScreen {
	const app = new FullScreen(node, size.columns ?? 80, size.rows ?? 24);
	after(() => app.cleanup());
	return app;
}
