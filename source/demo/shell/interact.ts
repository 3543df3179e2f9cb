import {printable} from '../../core/text/printable.ts';
import {list, stat} from '../sandbox/operations.ts';
import {toBytes, toText} from '../sandbox/sandbox.ts';
import type {Choices} from '../terminal/complete.ts';
import {remember} from '../terminal/history.ts';
import type {Terminal} from '../terminal/terminal.ts';
import {commands} from './commands/table.ts';
import type {Io, Shell} from './shell.ts';

/** How many names of a directory Tab looks at. */
const mostChoices = 5000;

/**
 * The interactive shell: greets, then asks for lines and runs them until `exit`, Ctrl+D or the end of the input.
 * Without a terminal it runs the lines of its input, unprompted. Resolves to the exit status.
 */
export async function interact(
	terminal: Terminal | null,
	io: Pick<Io, 'read' | 'write'>,
	shell: Shell,
	run: (line: string) => Promise<number>,
): Promise<number> {
	if (terminal === null) {
		return runScript(io, shell, run);
	}
	const {name, greeting} = shell.host;
	await io.write(
		`${name}: a demo host of Sallyport, nothing is real. help lists the commands.\n${greeting}\n\n`,
	);
	while (shell.ended === null) {
		const {end, text} = await terminal.ask({
			prompt: prompt(shell),
			paint: shell.env.get('TERM') === 'dumb' ? undefined : line => `\u001B[1m${line}\u001B[0m`,
			history: shell.history,
			choices: choices(shell),
		});
		if (end === 'input') {
			return shell.status;
		}
		if (end === 'interrupt') {
			shell.status = 130;
			continue;
		}
		remember(shell.history, text);
		await run(text);
	}
	return shell.ended;
}

async function runScript(
	io: Pick<Io, 'read'>,
	shell: Shell,
	run: (line: string) => Promise<number>,
): Promise<number> {
	const decoder = new TextDecoder();
	let rest = '';
	for (let piece = await io.read(); piece !== null && shell.ended === null; piece = await io.read()) {
		const lines = (rest + decoder.decode(piece, {stream: true})).split('\n');
		rest = lines.pop()!.slice(0, 65_536);
		for (const line of lines) {
			await run(line);
			if (shell.ended !== null) {
				return shell.ended;
			}
		}
	}
	if (rest !== '' && shell.ended === null) {
		await run(rest);
	}
	return shell.ended ?? shell.status;
}

function prompt(shell: Shell): string {
	const {user, name, sandbox} = shell.host;
	const here = shell.directory;
	const isHome = here === sandbox.home || here.startsWith(`${sandbox.home}/`);
	return `${user}@${name}:${printable(toText(isHome ? `~${here.slice(sandbox.home.length)}` : here))}$ `;
}

function choices(shell: Shell): Choices {
	const {sandbox} = shell.host;
	return {
		commands: [...commands.keys()],
		list(directory) {
			const path = toBytes(directory.replace(/^~(?=\/)/, toText(sandbox.home)) || '.');
			try {
				const names = list(sandbox, path, shell.directory).slice(0, mostChoices);
				const plain = names.filter(name => printable(toText(name)) === toText(name));
				return plain.map(name => toText(name) + (leadsToDirectory(`${path}/${name}`, shell) ? '/' : ''));
			} catch {
				return [];
			}
		},
	};
}

function leadsToDirectory(path: string, shell: Shell): boolean {
	try {
		return stat(shell.host.sandbox, path, shell.directory).isDirectory();
	} catch {
		return false;
	}
}
