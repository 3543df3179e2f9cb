import {type Command, CommandError} from '../shell.ts';

/** The commands about the shell itself. `all` gives the whole table, for help. */
export function sessionCommands(all: () => ReadonlyMap<string, Command>): Record<string, Command> {
	const exit: Command = {
		usage: 'exit [status]',
		about: 'leave (so does Ctrl+D)',
		run([status], _, shell) {
			if (status !== undefined && !/^\d{1,9}$/.test(status)) {
				throw new CommandError(`not a number: ${status}`, 2);
			}
			shell.ended = status === undefined ? shell.status : Number(status) & 255;
			return shell.ended;
		},
	};
	return {
		exit,
		logout: {...exit, usage: 'logout', about: 'the same'},
		exec: {
			usage: 'exec "$SHELL"',
			about: 'go on with an interactive shell',
			run([program], _, shell) {
				if (program !== shell.env.get('SHELL')) {
					throw new CommandError('there is no other program here than "$SHELL"', 127);
				}
				shell.isInteractiveNext = true;
				return 0;
			},
		},
		clear: {
			usage: 'clear',
			about: 'empty the screen (so does Ctrl+L)',
			async run(_, io) {
				await io.write('\u001B[H\u001B[2J');
				return 0;
			},
		},
		history: {
			usage: 'history',
			about: 'list what you typed',
			async run(_, io, shell) {
				const lines = shell.history.map((line, index) => `${String(index + 1).padStart(5)}  ${line}\n`);
				await io.write(lines.join(''));
				return 0;
			},
		},
		crash: {
			usage: 'crash',
			about: 'cut the connection, as a host does that reboots',
			run(_, _io, shell) {
				shell.hangUp();
				return 1;
			},
		},
		help: {
			usage: 'help',
			about: 'list the commands',
			async run(_, io) {
				const rows = [...all().values()].map(({usage, about}) => `  ${usage.padEnd(24)} ${about}\n`);
				const more =
					'  > >> < | ; && ||, * ?, $NAME and quotes work as usual; nothing here is real or kept.\n';
				await io.write([...rows, more].join(''));
				return 0;
			},
		},
	};
}
