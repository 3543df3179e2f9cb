import {EventEmitter} from 'node:events';
import {openSync} from 'node:fs';
import {StringDecoder} from 'node:string_decoder';
import {ReadStream} from 'node:tty';
import {openStringFilter} from './string-filter.ts';

/**
 * A file description of our own: a child that inherits stdin makes that one blocking, and a read for the next byte would
 * then stop this program until it is typed.
 */
function openTerminal(): number {
	try {
		return openSync('/dev/tty', 'r+');
	} catch {
		return 0;
	}
}

/**
 * The keyboard of the terminal, as the stream that Ink reads, one byte at a time. Node's own stdin takes whatever has
 * been typed in one piece: what follows an Enter in it could never be given to the ssh that the Enter starts. Here
 * reading ends with the byte at which Ink lets go of the keyboard, and all that follows stays in the terminal.
 */
export class KeyboardStream extends EventEmitter {
	readonly isTTY = true;
	readonly #terminal: ReadStream;
	readonly #decoder = new StringDecoder('utf8');
	readonly #filter = openStringFilter();
	#timer: NodeJS.Timeout | undefined;
	/** How many bytes have come. */
	#count = 0;
	#text = '';

	constructor() {
		super();
		const options = {
			onread: {
				buffer: new Uint8Array(1),
				callback: (_count: number, buffer: Uint8Array) => {
					this.#take(buffer);
					return true;
				},
			},
		};
		// The options of net.Socket go through it; its type names only those of a stream.
		this.#terminal = new ReadStream(openTerminal(), options as never);
		this.#terminal.on('error', error => this.emit('error', error));
		this.on('newListener', event => {
			if (event === 'readable') {
				this.#terminal.resume();
			}
		});
		this.on('removeListener', event => {
			if (event === 'readable' && this.listenerCount('readable') === 0) {
				this.#terminal.pause();
				this.#count++;
				this.#filter.giveUp();
			}
		});
	}

	/** Within the turn of the byte, so that whoever hears an Enter can stop the reading before the next one. */
	#take([byte]: Uint8Array): void {
		clearTimeout(this.#timer);
		const keys = this.#filter.take(byte!);
		const count = ++this.#count;
		const patience = this.#filter.patience();
		if (patience !== null) {
			this.#timer = setTimeout(() => this.#giveUp(count), patience);
		}
		this.#pass(keys);
	}

	/** Nothing came after a byte, the one of this number. On a busy machine the next one may be there and not yet read. */
	#giveUp(count: number): void {
		setImmediate(() => {
			if (count === this.#count) {
				this.#pass(this.#filter.giveUp());
			}
		});
	}

	#pass(keys: readonly number[]): void {
		this.#text += this.#decoder.write(Buffer.from(keys));
		if (this.#text !== '') {
			this.emit('readable');
		}
	}

	/** What was typed and not yet read, or null. */
	read(): string | null {
		const text = this.#text;
		this.#text = '';
		return text === '' ? null : text;
	}

	setRawMode(isRaw: boolean): this {
		this.#terminal.setRawMode(isRaw);
		return this;
	}

	/** The text is always UTF-8. */
	setEncoding(): this {
		return this;
	}

	ref(): this {
		this.#terminal.ref();
		return this;
	}

	unref(): this {
		this.#terminal.unref();
		return this;
	}

	/** Lets go of the terminal for good, with its modes as they were. */
	close(): void {
		clearTimeout(this.#timer);
		if (this.#terminal.isRaw) {
			this.#terminal.setRawMode(false);
		}
		this.#terminal.destroy();
	}
}
