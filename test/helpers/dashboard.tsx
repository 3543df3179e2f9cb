import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after} from 'node:test';
import type {Dispatcher} from '../../source/commands/dispatch.ts';
import {type Commands, openCommands} from '../../source/commands/open-commands.ts';
import type {Services, SessionEnd, Terminal} from '../../source/commands/services.ts';
import {Refusal} from '../../source/core/errors.ts';
import {emptyMemory} from '../../source/core/hosts/memory.ts';
import type {FileSystem} from '../../source/services/files/file-system.ts';
import {localFiles} from '../../source/services/files/local/local-files.ts';
import {watchDirectory} from '../../source/services/files/local/watch-directory.ts';
import {makeScratch, sweepScratches} from '../../source/services/files/scratch.ts';
import {readHostDetails} from '../../source/services/host-details/host-details.ts';
import {openHostEdits} from '../../source/services/host-edits/host-edits.ts';
import {openHostKeys} from '../../source/services/known-hosts/host-keys.ts';
import {openSshConfig} from '../../source/services/ssh-config/ssh-config.ts';
import {openTransfers} from '../../source/services/transfers/open-transfers.ts';
import {initialState} from '../../source/state/app-state.ts';
import {openStore, type Store} from '../../source/state/store.ts';
import {App} from '../../source/ui/app.tsx';
import {chooseTheme} from '../../source/ui/theme.ts';
import {type FullScreen, renderFullScreen} from './full-screen.tsx';
import {tempDir} from './temp-dir.ts';

/** 2026-01-02 03:04:05 UTC: the time that stands still in these tests. */
const testTime = Date.UTC(2026, 0, 2, 3, 4, 5);

export type TestDashboard = {
	readonly screen: FullScreen;
	readonly store: Store;
	/** Asks as children of the keeper do. */
	readonly ask: Commands['ask'];
	readonly answering: Commands['answering'];
	readonly hear: Commands['hear'];
	readonly hearKeeper: Commands['hearKeeper'];
	/** Shows what went wrong, as a handler’s error is shown. */
	readonly report: Dispatcher['report'];
	/** Asks as handlers do. */
	readonly dialogs: Commands['dialogs'];
	readonly configFile: string;
	/** The directory where the left column of the files begins, and the one that is home on every host. */
	readonly here: string;
	readonly there: string;
	/** What was asked of the services and the terminal, in order: `run -- web-1`, `copy ssh web-1`, `quit 0`. */
	readonly asked: readonly string[];
	/** Writes the config file anew, as an editor would. */
	writeConfig(text: string): void;
};

/** A machine without forwards, and a keeper that has none and takes none. */
export const noForwards: Services['forwards'] = {
	running: async () => ({supported: true, forwards: [], sessions: []}),
	endRunning: async () => {},
	holder: async () => null,
	own: {
		configFile: null,
		follow: () => () => {},
		set: async () => 'b2c3',
		act: async () => [],
		begin: async () => {},
		log: async () => ({history: [], lines: []}),
		whyForgotten: () => null,
		look: () => {},
		keysChanged: () => {},
	},
};

export type TestDashboardOptions = {
	readonly config?: string;
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: Record<string, string>;
	readonly isInTmux?: boolean;
	/** Whether the terminal takes no text for its clipboard. */
	readonly refusesCopy?: boolean;
	/** Why no session can be started. */
	readonly obstacle?: string;
	/** How the sessions end that are started. */
	readonly end?: Partial<SessionEnd>;
	/** What stands in for a session on a host: given is one over the directory `there`. */
	readonly openHost?: (
		files: FileSystem,
		signal: AbortSignal,
		onAsked: (what: string | null) => void,
	) => FileSystem | Promise<FileSystem>;
	readonly services?: Partial<Services>;
	readonly keys?: Partial<Services['keys']>;
	/** The home directory; by default one of its own. */
	readonly home?: string;
	/** The directory for temporary files; by default one of its own. */
	readonly temporary?: string;
	readonly terminal?: Partial<Terminal>;
};

function testTerminal(asked: string[], refusesCopy: boolean): Terminal {
	return {
		lend: run => run(),
		isLent: () => false,
		async redraw() {
			asked.push('redraw');
		},
		async suspend() {
			asked.push('suspend');
			return true;
		},
		async copy(text) {
			if (refusesCopy) {
				throw new Refusal('That is too long for the clipboard of a terminal.');
			}
			asked.push(`copy ${text}`);
		},
		quit: code => void asked.push(`quit ${code}`),
	};
}

const noKeyring = async (): Promise<never> => {
	throw new Refusal('There is no keyring here.');
};

const noKeys: Services['keys'] = {
	directory: '/nonexistent',
	agent: async () => ({state: 'none'}),
	surroundings: async () => ({platform: 'linux', shell: 'bash', unit: null, sockets: []}),
	files: async () => [],
	whoAmI: () => ({user: 'me', machine: 'here'}),
	whyNotThere: async () => null,
	modeFaults: async () => [],
	add: noKeyring,
	remove: noKeyring,
	removeAll: noKeyring,
	lock: noKeyring,
	unlock: noKeyring,
	test: noKeyring,
	make: noKeyring,
	changePassphrase: noKeyring,
	writePublic: noKeyring,
	undoWritePublic: noKeyring,
	mend: noKeyring,
	install: noKeyring,
	check: noKeyring,
};

/** The dashboard on a screen of its own, over a real config file and a real `ssh -G`; sessions and the terminal are noted only. */
export async function openDashboard(options: TestDashboardOptions = {}): Promise<TestDashboard> {
	const directory = tempDir('dash');
	const configFile = join(directory, 'config');
	const writeConfig = (text: string): void => writeFileSync(configFile, text);
	writeConfig(options.config ?? '');
	const env = {PATH: process.env['PATH'], ...options.env};
	const ssh = {program: 'ssh', configFile, env};
	const config = openSshConfig({ssh, home: directory});
	const asked: string[] = [];
	const [here, there] = [join(directory, 'here'), join(directory, 'there')];
	const temporary = options.temporary ?? directory;
	mkdirSync(here);
	mkdirSync(there);
	let memory = emptyMemory;
	const transfers = openTransfers({
		...{ssh, stateDirectory: join(directory, 'state'), home: directory, version: '0.1.0'},
		answering: () => undefined,
		log() {},
	});
	after(() => transfers.close());
	const services: Services = {
		now: () => testTime,
		log: () => {},
		config: {
			read: signal => config.read(signal),
			watch: onChange => config.watch(onChange),
			details: (alias, how) => readHostDetails(config, directory, alias, how),
		},
		keys: {...noKeys, ...options.keys},
		hostEdits: openHostEdits({ssh, config, places: {state: join(directory, 'state'), now: Date.now}}),
		hostKeys: openHostKeys(config, {home: directory, state: join(directory, 'state')}),
		doctor: {
			async host(alias) {
				asked.push(`doctor ${alias}`);
				return {host: alias, ok: true, stages: []};
			},
			async machine() {
				asked.push('doctor');
				return {host: null, ok: true, stages: []};
			},
			fixes: async () => [],
			mend: async ({path}) => void asked.push(`mend ${path}`),
		},
		connections: {
			async lease(alias) {
				asked.push(`lease ${alias}`);
				throw new Refusal('There are no connections here.');
			},
			async asking() {
				throw new Refusal('Nobody asks here.');
			},
			status: async () => null,
			socketOf: () => null,
		},
		transfers,
		files: {
			local: localFiles(here),
			startDirectory: here,
			scratch: () => makeScratch(temporary),
			sweepScratches: () => sweepScratches(temporary, join(directory, 'state', 'transfers')),
			watch: watchDirectory,
			open: async (alias, signal, onAsked = () => {}) => {
				const files = {...localFiles(there), host: alias};
				return options.openHost?.(files, signal, onAsked) ?? files;
			},
		},
		forwards: noForwards,
		sessions: {
			obstacle: () => options.obstacle ?? null,
			async run(args) {
				asked.push(`run ${args.join(' ')}`);
				return {code: 0, signal: null, stderr: '', startedAt: testTime, endedAt: testTime, ...options.end};
			},
			command: args => `ssh ${args.slice(1).join(' ')}`,
			async openWindow(args) {
				asked.push(`window ${args.join(' ')}`);
			},
			async probe(alias) {
				asked.push(`probe ${alias}`);
				return {target: '127.0.0.1:22', milliseconds: 1};
			},
		},
		programs: {
			async edit(file) {
				asked.push(`edit ${file}`);
				return {code: 0, signal: null, stderr: '', startedAt: testTime, endedAt: testTime, ...options.end};
			},
			async shell(path) {
				asked.push(`shell ${path}`);
				return {code: 0, signal: null, stderr: '', startedAt: testTime, endedAt: testTime, ...options.end};
			},
		},
		memory: {
			async change(change) {
				memory = change(memory);
				return memory;
			},
		},
		...options.services,
	};
	const size = {columns: options.columns ?? 120, rows: options.rows ?? 40};
	const store = openStore(initialState({...size, home: options.home ?? directory, now: testTime}));
	store.send({type: 'config-read', reading: await config.read()});
	const commands = openCommands({
		store,
		services,
		terminal: {...testTerminal(asked, options.refusesCopy ?? false), ...options.terminal},
		isInTmux: options.isInTmux ?? false,
		crash(error) {
			throw error;
		},
	});
	const ui = {
		store,
		dispatcher: commands.dispatcher,
		theme: chooseTheme({TERM: 'xterm-256color', ...options.env}),
		isInTmux: options.isInTmux ?? false,
	};
	const screen = renderFullScreen(<App ui={ui} onReady={() => {}} />, size);
	commands.start();
	after(() => commands.stop());
	const {ask, answering, hear, hearKeeper, dialogs} = commands;
	const {report} = commands.dispatcher;
	return {
		screen,
		store,
		ask,
		answering,
		hear,
		hearKeeper,
		report,
		dialogs,
		configFile,
		here,
		there,
		asked,
		writeConfig,
	};
}
