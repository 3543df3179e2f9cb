import headless from '@xterm/headless';
import {patience, until} from './wait.ts';

/** How one cell is drawn. A colour is a palette index, `#rrggbb`, or null for the terminal's own. */
export type Cell = {
	readonly text: string;
	readonly fg: number | string | null;
	readonly bg: number | string | null;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly inverse: boolean;
	readonly underline: boolean;
};

type Wait = {within?: number};

/** A terminal without a window: it is fed what a program writes, and tells what a person would see. */
export class Terminal {
	readonly #xterm: headless.Terminal;
	#pending = 0;
	#cursorVisible = true;
	/** Gives a reason when nothing more can appear, so that waiting ends early. */
	whyOver: () => string | null = () => null;

	/** `convertEol`: what is fed has not gone through a terminal device, which makes `\r\n` of `\n`. */
	constructor(columns: number, rows: number, options: {convertEol?: boolean} = {}) {
		this.#xterm = new headless.Terminal({
			...options,
			cols: columns,
			rows,
			scrollback: 1000,
			allowProposedApi: true,
		});
		for (const final of ['h', 'l']) {
			this.#xterm.parser.registerCsiHandler({prefix: '?', final}, params => {
				if (params.includes(25)) {
					this.#cursorVisible = final === 'h';
				}
				return false;
			});
		}
	}

	/** Gives the answers of the terminal to a program that asks it something. */
	onReply(send: (bytes: string) => void): void {
		this.#xterm.onData(send);
	}

	feed(output: string | Uint8Array): void {
		this.#pending++;
		this.#xterm.write(output, () => {
			this.#pending--;
		});
	}

	resize(columns: number, rows: number): void {
		this.#xterm.resize(columns, rows);
	}

	/** The visible rows, as many as the terminal has, without trailing blanks. */
	screen(): string[] {
		const buffer = this.#xterm.buffer.active;
		return Array.from({length: this.#xterm.rows}, (_, row) => {
			return buffer.getLine(buffer.baseY + row)?.translateToString(true, 0, this.#xterm.cols) ?? '';
		});
	}

	/** The cell at a row and column of the screen, both counted from 0. */
	cellAt(row: number, column: number): Cell {
		const buffer = this.#xterm.buffer.active;
		const cell = buffer.getLine(buffer.baseY + row)?.getCell(column);
		if (!cell) {
			throw new RangeError(`The screen has no cell at row ${row}, column ${column}.`);
		}
		return {
			text: cell.getChars(),
			fg: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
			bg: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
			bold: cell.isBold() !== 0,
			dim: cell.isDim() !== 0,
			inverse: cell.isInverse() !== 0,
			underline: cell.isUnderline() !== 0,
		};
	}

	get cursor(): {row: number; column: number; visible: boolean} {
		const {cursorX, cursorY} = this.#xterm.buffer.active;
		return {row: cursorY, column: cursorX, visible: this.#cursorVisible};
	}

	get isAlternate(): boolean {
		return this.#xterm.buffer.active.type === 'alternate';
	}

	/** The modes a program has switched on: `mouseTrackingMode`, `bracketedPasteMode`, … */
	get modes(): headless.IModes {
		return this.#xterm.modes;
	}

	/** Waits until the screen holds the text; fails with the screen when it does not within `within` milliseconds. */
	async shows(expected: string | RegExp, options: Wait = {}): Promise<void> {
		await this.#settles(expected, true, options);
	}

	/** Waits until the screen no longer holds the text. */
	async showsNot(expected: string | RegExp, options: Wait = {}): Promise<void> {
		await this.#settles(expected, false, options);
	}

	/** Waits until all that was fed is on the screen. */
	async drawn(): Promise<void> {
		await until(() => this.#pending === 0);
	}

	/** The screen in a frame, for messages. */
	describe(): string {
		const edge = '─'.repeat(this.#xterm.cols);
		return [edge, ...this.screen(), edge].join('\n');
	}

	async #settles(expected: string | RegExp, wanted: boolean, {within = patience}: Wait): Promise<void> {
		const holds = (): boolean => {
			const text = this.screen().join('\n');
			return (
				(typeof expected === 'string' ? text.includes(expected) : text.search(expected) !== -1) === wanted
			);
		};
		const verb = wanted ? 'show' : 'stop showing';
		await until(
			() => {
				const over = this.#pending === 0 ? this.whyOver() : null;
				if (this.#pending === 0 && holds()) {
					return true;
				}
				if (over !== null) {
					throw new Error(`The screen will never ${verb} ${String(expected)}: ${over}\n${this.describe()}`);
				}
				return false;
			},
			{within, otherwise: () => `The screen does not ${verb} ${String(expected)}:\n${this.describe()}`},
		);
	}
}

function colour(isDefault: boolean, isRgb: boolean, value: number): number | string | null {
	if (isDefault) {
		return null;
	}
	return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}
