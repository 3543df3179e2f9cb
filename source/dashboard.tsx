import {setTimeout as pause} from 'node:timers/promises';
import {type Instance, render} from 'ink';
import {openCommands} from './commands/open-commands.ts';
import {openServices} from './dashboard-services.ts';
import type {Demo} from './demo/demo.ts';
import {openInkTerminal} from './ink-terminal.ts';
import {followProcess} from './process-events.ts';
import {findDirectories} from './services/directories.ts';
import {openLog} from './services/log/log.ts';
import {openMemory} from './services/memory/memory-file.ts';
import type {Ssh} from './services/ssh/program.ts';
import {openSshConfig} from './services/ssh-config/ssh-config.ts';
import {guardTerminal} from './services/terminal/guard.ts';
import {KeyboardStream} from './services/terminal/keyboard-stream.ts';
import {initialState} from './state/app-state.ts';
import {openStore} from './state/store.ts';
import {App} from './ui/app.tsx';
import {chooseTheme} from './ui/theme.ts';

/** How long the first frame waits for the config, in milliseconds: a home on a slow network must not leave the screen dark. */
const firstFrameWait = 400;

export type DashboardOptions = {readonly ssh: Ssh; readonly demo: Demo | null; readonly filter: string};

/** A terminal that does not know its size (a serial line, some containers) says 0: then the usual one. */
function screenSize(): {columns: number; rows: number} {
	return {columns: process.stdout.columns || 80, rows: process.stdout.rows || 24};
}

/** Runs the dashboard until the user quits or a signal ends it; gives the exit code. Throws what made it crash, with the terminal restored. */
export async function runDashboard({ssh, demo, filter}: DashboardOptions): Promise<number> {
	const now = Date.now;
	const ending = new AbortController();
	const directories = findDirectories(ssh.env);
	const log = openLog(directories.state, now);
	const config = openSshConfig({ssh});
	const firstReading = config.read(ending.signal);

	const {columns, rows} = screenSize();
	const notices = demo?.banner ?? [];
	const store = openStore(initialState({columns, rows, home: directories.home, now: now(), notices}));
	const warn = (text: string): void => store.send({type: 'message-shown', tone: 'warning', text, at: now()});
	const memory = openMemory(directories.state, warn);
	store.send({type: 'history-read', ...memory.read()});

	const keyboard = new KeyboardStream();
	let ink: Instance | null = null;
	let exitCode = 0;
	const crashes: unknown[] = [];
	let wasLent = false;
	const quit = (code: number): void => {
		exitCode = code;
		wasLent ||= terminal.isLent();
		ending.abort();
		ink?.unmount();
	};
	const crash = (error: unknown): void => {
		log('The program failed.', error);
		crashes.push(error);
		quit(1);
	};
	const terminal = openInkTerminal(ssh.env, quit);
	const services = openServices({
		...{ssh, config, memory, directories, demo, log, now},
		answering: () => commands.answering(),
		onConnectionNews: news => commands.hear(news),
		onSilence: advice => commands.hearKeeper(advice),
		ending: ending.signal,
	});
	const isInTmux = (ssh.env['TMUX'] ?? '') !== '';
	const commands = openCommands({store, services, terminal, isInTmux, crash});
	const ui = {store, dispatcher: commands.dispatcher, theme: chooseTheme(ssh.env), isInTmux};
	const app = <App ui={ui} onReady={terminal.attach} />;
	// Before Ink listens to resizes itself, and all at once, so that it never draws the old layout at the new size.
	const stopFollowing = followProcess({
		quit,
		crash,
		isLent: terminal.isLent,
		resize() {
			store.send({type: 'resized', ...screenSize()});
			ink?.rerender(app);
			terminal.resized();
		},
		exit: () => demo?.disposeSync(),
	});
	try {
		const reading = firstReading.then(read => store.send({type: 'config-read', reading: read}));
		reading.catch(commands.dispatcher.report);
		await Promise.race([reading, pause(firstFrameWait, undefined, {ref: false})]);
		if (filter !== '') {
			store.send({type: 'filter-set', text: filter});
		}
		if (!ending.signal.aborted) {
			// All before the first frame: a key pressed at the sight of it is to arrive as one, and from then on there is a
			// screen that neither a kill nor a stop may leave behind.
			keyboard.setRawMode(true);
			const dismissGuard = guardTerminal();
			terminal.followJobControl(ending.signal);
			ink = render(app, {
				stdin: keyboard as unknown as NodeJS.ReadStream,
				alternateScreen: true,
				incrementalRendering: true,
				exitOnCtrlC: false,
				patchConsole: false,
				maxFps: 60,
			});
			commands.start();
			await ink.waitUntilExit().finally(dismissGuard);
		}
	} catch (error) {
		// A component that failed; Ink has restored the terminal.
		if (!ending.signal.aborted) {
			crash(error);
		}
	} finally {
		ending.abort();
		commands.stop();
		stopFollowing();
		keyboard.close();
		if (wasLent) {
			// Ink put the cursor where it was before the session, over its text.
			process.stdout.write('\u001B[999;1H\r\n');
		}
	}
	if (crashes.length > 0) {
		throw crashes[0];
	}
	return exitCode;
}
