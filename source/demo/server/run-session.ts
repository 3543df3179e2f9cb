import {interact} from '../shell/interact.ts';
import {runLine} from '../shell/run.ts';
import {type HostShell, type Io, makeShell} from '../shell/shell.ts';
import {openTerminal, type Terminal} from '../terminal/terminal.ts';
import type {ChannelIo} from './channel-io.ts';

/** The terminal that a session asked for. `resized` is called after its size has changed. */
export type Screen = {isTerminal: boolean; columns: number; rows: number; resized: () => void};

export type SessionPlan = {
	readonly host: HostShell;
	readonly env: ReadonlyMap<string, string>;
	readonly screen: Screen;
	/** The command line to run; null for an interactive shell. */
	readonly command: string | null;
	readonly hangUp: () => void;
};

/** Runs a shell or a command on a channel and ends the channel with its exit status. Returns what interrupts it. */
export function runSession(channel: ChannelIo, plan: SessionPlan): () => void {
	const {screen, command} = plan;
	const shell = makeShell(plan.host, plan.env, plan.hangUp);
	const terminal = screen.isTerminal ? openTerminal(channel, screen.columns) : null;
	screen.resized = () => {
		shell.columns = screen.columns;
		shell.rows = screen.rows;
		if (terminal !== null) {
			terminal.columns = screen.columns;
			terminal.redraw();
		}
	};
	screen.resized();

	let running = new AbortController();
	const interrupt = (): void => running.abort();
	channel.gone.addEventListener('abort', interrupt, {once: true});
	if (terminal !== null) {
		terminal.onInterrupt = interrupt;
	}
	const io = terminal === null ? pipeIo(channel) : terminalIo(terminal);
	const run = (line: string): Promise<number> => {
		running = new AbortController();
		if (channel.gone.aborted) {
			running.abort();
		}
		return runLine(line, {...io, signal: running.signal}, shell);
	};
	const begin = async (): Promise<number> => {
		const status = command === null ? 0 : await run(command);
		const isInteractive = command === null || (shell.isInteractiveNext && shell.ended === null);
		return isInteractive ? interact(terminal, io, shell, run) : status;
	};
	begin().then(
		status => channel.end(status),
		() => channel.end(1),
	);
	return interrupt;
}

type PlainIo = Omit<Io, 'signal'>;

function pipeIo(channel: ChannelIo): PlainIo {
	return {
		isTerminal: false,
		read: channel.next,
		async write(data) {
			await channel.write(data);
		},
		async warn(line) {
			await channel.writeError(`${line}\n`);
		},
	};
}

function terminalIo(terminal: Terminal): PlainIo {
	return {
		isTerminal: true,
		write: terminal.write,
		warn: line => terminal.write(`${line}\n`),
		async read() {
			const {end, text} = await terminal.ask({prompt: ''});
			if (end === 'interrupt') {
				terminal.onInterrupt();
			}
			return end === 'line' ? Buffer.from(`${text}\n`) : null;
		},
	};
}
