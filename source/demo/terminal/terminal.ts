import {StringDecoder} from 'node:string_decoder';
import type {ChannelIo} from '../server/channel-io.ts';
import {type Choices, complete} from './complete.ts';
import {type Recall, recall, startRecall} from './history.ts';
import {decodeKeys, type Key} from './keys.ts';
import {edit, emptyLine, type Line, textOf} from './line.ts';
import {type Drawn, draw, nothingDrawn} from './view.ts';

/** How a line that was asked for ended: Enter, Ctrl+C, or the end of the input (Ctrl+D on an empty line, hang-up). */
type Typed = {readonly end: 'line' | 'interrupt' | 'input'; readonly text: string};

type Question = {
	readonly prompt: string;
	readonly paint?: ((prompt: string) => string) | undefined;
	readonly history?: readonly string[];
	readonly choices?: Choices;
};

export type Terminal = {
	columns: number;
	/** Lets the person type a line, with editing. One at a time. */
	ask(question: Question): Promise<Typed>;
	/** Writes text; line feeds become what a terminal needs. Resolves when the other side keeps up. */
	write(data: string | Buffer): Promise<void>;
	/** Calls on Ctrl+C while nothing is asked. */
	onInterrupt: () => void;
	redraw(): void;
};

type Asking = {
	readonly question: Question;
	readonly resolve: (typed: Typed) => void;
	line: Line;
	recall: Recall;
	drawn: Drawn;
	wasTab: boolean;
};

/** Characters that may wait while a command runs. What is typed beyond that is lost, as with a real terminal. */
const mostWaiting = 65_536;
const longestLine = 8192;
const mostCandidates = 200;

/** The line discipline of a pseudo-terminal on a channel: echo, editing, history, completion, type-ahead. */
export function openTerminal(channel: ChannelIo, columns: number): Terminal {
	const decoder = new StringDecoder('utf8');
	const waiting: Key[] = [];
	let rest = '';
	let isOver = false;
	let isAtStart = true;
	let waitingSize = 0;
	let asking: Asking | null = null;

	const terminal: Terminal = {
		columns,
		onInterrupt: () => undefined,
		ask(question) {
			return new Promise(resolve => {
				const start = {line: emptyLine, recall: startRecall(question.history ?? []), drawn: nothingDrawn};
				asking = {question, resolve, wasTab: false, ...start};
				// Drawing clears its row: what a command left there without a line end stays.
				if (!isAtStart) {
					void channel.write('\r\n');
				}
				isAtStart = true;
				terminal.redraw();
				handleWaiting();
			});
		},
		async write(data) {
			isAtStart = data.length === 0 ? isAtStart : /(?:\n|\u001B\[2J)$/.test(data.toString().slice(-8));
			await channel.write(withReturns(data));
		},
		redraw() {
			if (asking !== null) {
				const {prompt, paint} = asking.question;
				const {output, drawn} = draw(prompt, asking.line, terminal.columns, asking.drawn, paint);
				asking.drawn = drawn;
				void channel.write(output);
			}
		},
	};

	const settle = (end: Typed['end'], tail: string): void => {
		const {line, resolve} = asking!;
		asking!.line = edit(line, {name: 'end'});
		terminal.redraw();
		void channel.write(tail);
		asking = null;
		resolve({end, text: textOf(line)});
	};

	const showCandidates = (candidates: readonly string[]): void => {
		const {line} = asking!;
		asking!.line = edit(line, {name: 'end'});
		terminal.redraw();
		void channel.write(`\r\n${candidates.slice(0, mostCandidates).join('  ')}\r\n`);
		asking!.line = line;
		asking!.drawn = nothingDrawn;
	};

	const tab = (now: Asking): void => {
		const {choices} = now.question;
		if (choices === undefined) {
			return;
		}
		const {insert, candidates} = complete(now.line.before.join(''), choices);
		if (insert !== '') {
			now.line = edit(now.line, {name: 'text', text: insert});
		} else if (now.wasTab && candidates.length > 0) {
			showCandidates(candidates);
		}
	};

	const press = (key: Key): void => {
		const now = asking!;
		const isEmpty = textOf(now.line) === '';
		if (key.name === 'enter') {
			settle('line', '\r\n');
			return;
		}
		if (key.name === 'interrupt') {
			settle('interrupt', '^C\r\n');
			return;
		}
		if (key.name === 'end-of-input' && isEmpty) {
			settle('input', '\r\n');
			return;
		}
		if (key.name === 'up' || key.name === 'down') {
			const found = recall(now.recall, now.line, key.name === 'up' ? -1 : 1);
			if (found !== null) {
				now.recall = found.recall;
				now.line = found.line;
			}
		} else if (key.name === 'clear') {
			void channel.write('\u001B[H\u001B[2J');
			now.drawn = nothingDrawn;
		} else if (key.name === 'complete') {
			tab(now);
		} else if (key.name !== 'text' || textOf(now.line).length + key.text.length <= longestLine) {
			now.line = edit(now.line, key);
		}
		now.wasTab = key.name === 'complete';
		terminal.redraw();
	};

	const handleWaiting = (): void => {
		while (asking !== null && waiting.length > 0) {
			const key = waiting.shift()!;
			waitingSize -= sizeOf(key);
			press(key);
		}
		if (asking !== null && isOver) {
			settle('input', '');
		}
	};

	const interrupt = (): void => {
		waiting.length = 0;
		void channel.write('^C\r\n');
		isAtStart = true;
		waitingSize = 0;
		terminal.onInterrupt();
	};

	channel.listen(chunk => {
		if (chunk === null) {
			isOver = true;
			handleWaiting();
			return;
		}
		const decoded = decodeKeys(rest + decoder.write(chunk));
		rest = decoded.rest;
		for (const key of decoded.keys) {
			if (key.name === 'interrupt' && asking === null) {
				interrupt();
			} else if (waitingSize < mostWaiting) {
				waiting.push(key);
				waitingSize += sizeOf(key);
			}
		}
		handleWaiting();
	});
	return terminal;
}

function sizeOf(key: Key): number {
	return key.name === 'text' ? key.text.length : 1;
}

function withReturns(data: string | Buffer): Buffer {
	const bytes = Buffer.from(data as string);
	if (!bytes.includes(0x0a)) {
		return bytes;
	}
	return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}
