import {readLines, readPath} from '../read-file.ts';
import {type Command, CommandError, type Io, type Shell} from '../shell.ts';
import {forEachPath, readCount, readOptions} from './arguments.ts';

function orInput(paths: readonly string[]): readonly string[] {
	return paths.length > 0 ? paths : ['-'];
}

async function title(path: string, paths: readonly string[], io: Io): Promise<void> {
	if (paths.length > 1) {
		await io.write(`${path === paths[0] ? '' : '\n'}==> ${path} <==\n`);
	}
}

async function count(
	path: string,
	io: Io,
	shell: Shell,
): Promise<[lines: number, words: number, bytes: number]> {
	let lines = 0;
	let words = 0;
	let bytes = 0;
	let isInWord = false;
	for await (const piece of readPath(path, io, shell)) {
		bytes += piece.length;
		for (const byte of piece) {
			const isSpace = byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
			lines += byte === 0x0a ? 1 : 0;
			words += !isSpace && !isInWord ? 1 : 0;
			isInWord = !isSpace;
		}
	}
	return [lines, words, bytes];
}

export const textCommands = {
	echo: {
		usage: 'echo [-n] [text…]',
		about: 'print text; echo text > file writes it',
		async run(args, io) {
			const isBare = args[0] === '-n';
			await io.write(args.slice(isBare ? 1 : 0).join(' ') + (isBare ? '' : '\n'));
			return 0;
		},
	},
	cat: {
		usage: 'cat [file…]',
		about: 'print files',
		run(args, io, shell) {
			return forEachPath('cat', orInput(readOptions(args, '').rest), io, async path => {
				for await (const piece of readPath(path, io, shell)) {
					await io.write(piece);
				}
			});
		},
	},
	head: {
		usage: 'head [-n lines] [file…]',
		about: 'print the first lines',
		run(args, io, shell) {
			const {count: wanted, rest} = readCount(args, 10);
			const paths = orInput(rest);
			return forEachPath('head', paths, io, async path => {
				await title(path, paths, io);
				let left = wanted;
				for await (const line of readLines(path, io, shell)) {
					if (left <= 0) {
						break;
					}
					left -= 1;
					await io.write(`${line}\n`);
				}
			});
		},
	},
	tail: {
		usage: 'tail [-n lines] [file…]',
		about: 'print the last lines',
		run(args, io, shell) {
			const {count: wanted, rest} = readCount(args, 10);
			const paths = orInput(rest);
			return forEachPath('tail', paths, io, async path => {
				await title(path, paths, io);
				let last: string[] = [];
				for await (const line of readLines(path, io, shell)) {
					last.push(line);
					if (last.length > wanted * 2 + 1000) {
						last = last.slice(last.length - wanted);
					}
				}
				const kept = last.slice(Math.max(0, last.length - wanted));
				await io.write(kept.map(line => `${line}\n`).join(''));
			});
		},
	},
	wc: {
		usage: 'wc [-lwc] [file…]',
		about: 'count lines, words and bytes',
		run(args, io, shell) {
			const {options, rest} = readOptions(args, 'lwc');
			return forEachPath('wc', orInput(rest), io, async path => {
				const counts = await count(path, io, shell);
				const wanted = counts.filter((_, index) => options.size === 0 || options.has('lwc'[index]!));
				const numbers = wanted.map(value => String(value).padStart(options.size === 1 ? 0 : 7));
				await io.write(`${numbers.join(' ')}${path === '-' ? '' : ` ${path}`}\n`);
			});
		},
	},
	grep: {
		usage: 'grep [-i] text [file…]',
		about: 'print the lines that hold a text',
		async run(args, io, shell) {
			const {options, rest} = readOptions(args, 'i');
			const [text, ...paths] = rest;
			if (text === undefined) {
				throw new CommandError('which text?', 2);
			}
			const folded = (line: string): string => (options.has('i') ? line.toLowerCase() : line);
			let isFound = false;
			const status = await forEachPath('grep', orInput(paths), io, async path => {
				for await (const line of readLines(path, io, shell)) {
					if (folded(line).includes(folded(text))) {
						isFound = true;
						await io.write(`${paths.length > 1 ? `${path}:` : ''}${line}\n`);
					}
				}
			});
			return status === 0 && !isFound ? 1 : status * 2;
		},
	},
} satisfies Record<string, Command>;
