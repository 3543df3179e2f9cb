import type {Stats} from 'node:fs';
import {cells, fit} from '../../../core/text/fit.ts';
import {printable} from '../../../core/text/printable.ts';
import {longLine} from '../../sandbox/long-line.ts';
import {list, lstat, readLink, stat} from '../../sandbox/operations.ts';
import {type BytePath, toBytes, toText} from '../../sandbox/sandbox.ts';
import type {Command, Io, Shell} from '../shell.ts';
import {forEachPath, readOptions} from './arguments.ts';

type Entry = {readonly name: string; readonly path: BytePath; readonly stats: Stats};
type View = {readonly io: Io; readonly shell: Shell; readonly options: ReadonlySet<string>};

export const listCommands = {
	ls: {
		usage: 'ls [-laA1d] [path…]',
		about: 'list a directory',
		async run(args, io, shell) {
			const {options, rest} = readOptions(args, 'laA1dhF');
			const view = {io, shell, options};
			const paths = rest.length > 0 ? rest : ['.'];
			const isOne = paths.length === 1;
			let isFirst = true;
			return forEachPath('ls', paths, io, async path => {
				const entry = readEntry(shell, path, toBytes(path));
				if (options.has('d') || !leadsToDirectory(shell, entry)) {
					await show([entry], view);
					return;
				}
				if (!isOne) {
					await io.write(`${isFirst ? '' : '\n'}${shown(path, io)}:\n`);
				}
				isFirst = false;
				await show(readDirectory(shell, entry.path, options), view);
			});
		},
	},
} satisfies Record<string, Command>;

function readEntry(shell: Shell, name: string, path: BytePath): Entry {
	return {name, path, stats: lstat(shell.host.sandbox, path, shell.directory)};
}

function leadsToDirectory(shell: Shell, {path, stats}: Entry): boolean {
	if (!stats.isSymbolicLink()) {
		return stats.isDirectory();
	}
	try {
		return stat(shell.host.sandbox, path, shell.directory).isDirectory();
	} catch {
		return false;
	}
}

function readDirectory(shell: Shell, path: BytePath, options: ReadonlySet<string>): Entry[] {
	const names = list(shell.host.sandbox, path, shell.directory).sort();
	const all = options.has('a') ? ['.', '..', ...names] : names;
	const wanted = options.has('a') || options.has('A') ? all : all.filter(name => !name.startsWith('.'));
	return wanted.flatMap(name => {
		try {
			return [readEntry(shell, toText(name), `${path}/${name}`)];
		} catch {
			return [];
		}
	});
}

async function show(entries: readonly Entry[], {io, shell, options}: View): Promise<void> {
	if (options.has('l')) {
		const now = Date.now();
		const lines = entries.map(entry => {
			const target = entry.stats.isSymbolicLink()
				? ` -> ${shown(toText(readLink(shell.host.sandbox, entry.path, shell.directory)), io)}`
				: '';
			return `${longLine(entry.stats, shell.host.user, now)} ${painted(entry, io)}${target}\n`;
		});
		await io.write(lines.join(''));
	} else if (io.isTerminal && !options.has('1')) {
		await io.write(inColumns(entries, io, shell.columns));
	} else {
		await io.write(entries.map(entry => `${shown(entry.name, io)}\n`).join(''));
	}
}

/** A name as it may be shown: a terminal gets no control characters, a pipe or a file gets the name as it is. */
function shown(name: string, io: Io): string {
	return io.isTerminal ? printable(name) : name;
}

function painted({name, stats}: Entry, io: Io): string {
	const text = shown(name, io);
	const colour = stats.isDirectory() ? '\u001B[1;34m' : stats.isSymbolicLink() ? '\u001B[36m' : '';
	return io.isTerminal && colour !== '' ? `${colour}${text}\u001B[0m` : text;
}

function inColumns(entries: readonly Entry[], io: Io, columns: number): string {
	const width = Math.max(...entries.map(entry => cells(shown(entry.name, io))), 0) + 2;
	const across = Math.max(1, Math.floor((columns || 80) / width));
	const down = Math.ceil(entries.length / across);
	return Array.from({length: down}, (_, row) => {
		const line = entries.filter((_, index) => index % down === row);
		const parts = line.map((entry, index) => {
			const padding = fit(shown(entry.name, io), width).slice(shown(entry.name, io).length);
			return painted(entry, io) + (index === line.length - 1 ? '' : padding);
		});
		return `${parts.join('')}\n`;
	}).join('');
}
