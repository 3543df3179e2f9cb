import {closeSync, constants, futimesSync} from 'node:fs';
import * as operations from '../../sandbox/operations.ts';
import {locate, toBytes, toText} from '../../sandbox/sandbox.ts';
import {explain} from '../explain.ts';
import {type Command, CommandError, type Shell} from '../shell.ts';
import {forEachPath, readOptions} from './arguments.ts';
import {copyTo, removeAll} from './copy.ts';

export const fileCommands = {
	pwd: {
		usage: 'pwd',
		about: 'say where you are',
		async run(_, io, shell) {
			await io.write(`${toText(shell.directory)}\n`);
			return 0;
		},
	},
	cd: {
		usage: 'cd [directory]',
		about: 'go to a directory',
		run([path = '~'], _, shell) {
			const wanted = path === '~' ? shell.host.sandbox.home : toBytes(path);
			const {seen} = locate(shell.host.sandbox, wanted, 'follow', shell.directory);
			if (!operations.stat(shell.host.sandbox, seen).isDirectory()) {
				throw new CommandError(`${path}: Not a directory`);
			}
			shell.directory = seen;
			return 0;
		},
	},
	mkdir: {
		usage: 'mkdir [-p] directory…',
		about: 'make directories',
		run(args, io, shell) {
			const {options, rest} = readOptions(args, 'p');
			return forEachPath('mkdir', rest, io, path => makeDirectories(path, options.has('p'), shell));
		},
	},
	rmdir: {
		usage: 'rmdir directory…',
		about: 'remove empty directories',
		run(args, io, shell) {
			const {rest} = readOptions(args, '');
			return forEachPath('rmdir', rest, io, path => {
				operations.removeDirectory(shell.host.sandbox, toBytes(path), shell.directory);
			});
		},
	},
	rm: {
		usage: 'rm [-rf] path…',
		about: 'remove files, with -r directories',
		run(args, io, shell) {
			const {options, rest} = readOptions(args, 'rRf');
			const isDeep = options.has('r') || options.has('R');
			if (options.has('f') && rest.length === 0) {
				return 0;
			}
			return forEachPath('rm', rest, io, path => {
				try {
					removeAll(toBytes(path), isDeep, shell);
				} catch (error) {
					if (!options.has('f') || (error as NodeJS.ErrnoException).code !== 'ENOENT') {
						throw error;
					}
				}
			});
		},
	},
	mv: {
		usage: 'mv from… to',
		about: 'move or rename',
		run(args, io, shell) {
			return transfer('mv', readOptions(args, 'f').rest, io, shell, (from, to) => {
				operations.rename(shell.host.sandbox, toBytes(from), toBytes(to), shell.directory);
			});
		},
	},
	cp: {
		usage: 'cp [-r] from… to',
		about: 'copy, with -r directories',
		run(args, io, shell) {
			const {options, rest} = readOptions(args, 'rRap');
			const isDeep = ['r', 'R', 'a'].some(letter => options.has(letter));
			return transfer('cp', rest, io, shell, (from, to) =>
				copyTo(toBytes(from), toBytes(to), isDeep, io, shell),
			);
		},
	},
	touch: {
		usage: 'touch file…',
		about: 'make empty files, or set their time to now',
		run(args, io, shell) {
			return forEachPath('touch', readOptions(args, '').rest, io, path => {
				const flags = constants.O_WRONLY | constants.O_CREAT;
				const file = operations.open(shell.host.sandbox, toBytes(path), flags, 0o644, shell.directory);
				futimesSync(file, new Date(), new Date());
				closeSync(file);
			});
		},
	},
	chmod: {
		usage: 'chmod mode path…',
		about: 'set permissions, as in chmod 640 notes.txt',
		run([mode = '', ...paths], io, shell) {
			if (!/^[0-7]{3,4}$/.test(mode)) {
				throw new CommandError(`a mode is three digits, as 644: ${mode}`);
			}
			const changes = {mode: Number.parseInt(mode, 8)};
			return forEachPath('chmod', paths, io, path => {
				operations.change(shell.host.sandbox, toBytes(path), changes, shell.directory);
			});
		},
	},
} satisfies Record<string, Command>;

function makeDirectories(path: string, withParents: boolean, shell: Shell): void {
	const {sandbox} = shell.host;
	const names = path.split('/').filter(name => name !== '');
	if (!withParents) {
		operations.makeDirectory(sandbox, toBytes(path), 0o755, shell.directory);
		return;
	}
	names.forEach((_, index) => {
		const part = toBytes((path.startsWith('/') ? '/' : '') + names.slice(0, index + 1).join('/'));
		if (!isDirectory(part, shell)) {
			operations.makeDirectory(sandbox, part, 0o755, shell.directory);
		}
	});
}

function isDirectory(path: string, shell: Shell): boolean {
	try {
		return operations.stat(shell.host.sandbox, path, shell.directory).isDirectory();
	} catch {
		return false;
	}
}

/** mv and cp: into a directory, or to a name. */
function transfer(
	name: string,
	paths: readonly string[],
	io: Parameters<Command['run']>[1],
	shell: Shell,
	action: (from: string, to: string) => void | Promise<void>,
): Promise<number> {
	const to = paths.at(-1);
	if (to === undefined || paths.length < 2) {
		throw new CommandError('from where to where?', 2);
	}
	const isInto = isDirectory(toBytes(to), shell);
	if (!isInto && paths.length > 2) {
		throw new CommandError(`${to}: ${explain(Object.assign(new Error(), {code: 'ENOTDIR'}))}`);
	}
	return forEachPath(name, paths.slice(0, -1), io, from => {
		const last = from.split('/').findLast(part => part !== '') ?? '';
		return action(from, isInto ? `${to}/${last}` : to);
	});
}
