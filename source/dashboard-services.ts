import {tmpdir} from 'node:os';
import {join} from 'node:path';
import packageJson from '../package.json' with {type: 'json'};
import type {Services} from './commands/services.ts';
import {describeError} from './core/errors.ts';
import {emptyMemory} from './core/hosts/memory.ts';
import {commandLine} from './core/ssh-command/command-line.ts';
import {printable} from './core/text/printable.ts';
import type {Demo} from './demo/demo.ts';
import {agentSurroundings} from './services/agent/agent-surroundings.ts';
import {readAgent} from './services/agent/read-agent.ts';
import type {Directories} from './services/directories.ts';
import {openDoctor} from './services/doctor/doctor.ts';
import {mendMode} from './services/doctor/mode-faults.ts';
import {openQuestions} from './services/doctor/questions.ts';
import {localFiles} from './services/files/local/local-files.ts';
import {watchDirectory} from './services/files/local/watch-directory.ts';
import {openRemoteFiles} from './services/files/remote-files.ts';
import {makeScratch, sweepScratches} from './services/files/scratch.ts';
import {endRunning} from './services/forwards/end-running.ts';
import {findHolder} from './services/forwards/find-holder.ts';
import {listRunningForwards} from './services/forwards/list-running-forwards.ts';
import {openOwnForwards} from './services/forwards/own-forwards.ts';
import {readHostDetails} from './services/host-details/host-details.ts';
import {openHostEdits} from './services/host-edits/host-edits.ts';
import {type ConnectionNews, openConnections} from './services/keeper/connections.ts';
import type {OnPrompt} from './services/keeper/prompt-queue.ts';
import {openKeyring} from './services/keys/keyring.ts';
import {listKeyFiles} from './services/keys/list-key-files.ts';
import {openHostKeys} from './services/known-hosts/host-keys.ts';
import type {Log} from './services/log/log.ts';
import type {MemoryFile} from './services/memory/memory-file.ts';
import {mayUseHardwareKey} from './services/ssh/hardware-key.ts';
import {runInteractive} from './services/ssh/interactive-session.ts';
import {openProbe} from './services/ssh/probe.ts';
import {configArguments, type Ssh} from './services/ssh/program.ts';
import {sshVersion} from './services/ssh/version.ts';
import type {SshConfig} from './services/ssh-config/ssh-config.ts';
import {openPrograms} from './services/terminal/programs.ts';
import {openInTmux} from './services/terminal/tmux.ts';
import {openTransfers} from './services/transfers/open-transfers.ts';

export type ServicesOptions = {
	readonly ssh: Ssh;
	readonly config: SshConfig;
	readonly memory: MemoryFile;
	readonly directories: Directories;
	readonly demo: Demo | null;
	readonly log: Log;
	readonly now: () => number;
	/** Asks the user what the ssh of one connection asks. */
	readonly answering: () => OnPrompt;
	readonly onConnectionNews: (news: ConnectionNews) => void;
	/** Hears what helps when the keeper does not answer, and null when it does again. */
	readonly onSilence: (advice: string | null) => void;
	/** Aborted when the program ends. */
	readonly ending: AbortSignal;
};

/** The real services of the dashboard. */
export function openServices(options: ServicesOptions): Services {
	const {ssh, config, memory, directories, demo, log, now, ending} = options;
	const keyDirectory = demo?.keyDirectory ?? join(directories.home, '.ssh');
	const identityPaths = new Map<string, readonly string[]>();
	const consented = new Set<string>();
	let obstacle: string | null = null;
	sshVersion(ssh, ending).catch((error: unknown) => {
		obstacle = describeError(error);
	});
	const connections = openConnections({
		ssh,
		stateDirectory: directories.state,
		home: directories.home,
		version: packageJson.version,
		answering: options.answering,
		onNews: options.onConnectionNews,
		onSilence: options.onSilence,
	});
	const transfers = openTransfers({
		...{ssh, log},
		stateDirectory: directories.state,
		home: directories.home,
		version: packageJson.version,
		answering: options.answering,
		onSilence: options.onSilence,
	});
	const ownForwards = openOwnForwards({
		ssh,
		stateDirectory: directories.state,
		home: directories.home,
		version: packageJson.version,
		answering: options.answering,
		answersAll: true,
		onSilence: options.onSilence,
	});
	ending.addEventListener('abort', () => {
		connections.close();
		ownForwards.close();
	});
	const local = localFiles(directories.home);
	// What was left of edits on the user's hosts is no news of the demo's, nor the other way about.
	const temporary = demo?.directory ?? tmpdir();
	return {
		now,
		log,
		connections,
		transfers,
		config: {
			read: signal => config.read(signal),
			watch: onChange => config.watch(onChange),
			async details(alias, how) {
				const details = await readHostDetails(config, directories.home, alias, how);
				identityPaths.set(
					alias,
					details.identities.map(({path}) => path),
				);
				if (how.allowExec) {
					consented.add(alias);
				}
				return details;
			},
		},
		keys: {
			agent: (socket, signal) => readAgent(socket ?? ssh.env['SSH_AUTH_SOCK'], {signal}),
			surroundings: () => agentSurroundings(ssh.env),
			files: (named, signal) => listKeyFiles(keyDirectory, {extra: named, signal}),
			...openKeyring({connections, ssh, config, directory: keyDirectory}),
		},
		hostEdits: openHostEdits({ssh, config, places: {state: directories.state, now}, ending}),
		hostKeys: openHostKeys(config, directories),
		doctor: {
			...openDoctor({
				ssh,
				config,
				directories,
				sshDirectory: keyDirectory,
				questions: openQuestions(ssh, connections, 'Enter connects and asks.'),
				keeper: connections.status,
			}),
			mend: mendMode,
		},
		files: {
			local,
			startDirectory: process.cwd(),
			scratch: () => makeScratch(temporary),
			sweepScratches: () => sweepScratches(temporary, join(directories.state, 'transfers')),
			watch: watchDirectory,
			open: (alias, signal, onAsked) => openRemoteFiles(connections, alias, {signal, onAsked}),
		},
		forwards: {
			running: signal => listRunningForwards({within: demo?.directory, signal}),
			endRunning,
			holder: findHolder,
			own: ownForwards,
		},
		sessions: {
			obstacle: () => obstacle,
			run(args, title) {
				// The screen is the shell's again: a host that does not answer must not look like a shell that hangs.
				process.stdout.write(`Connecting to ${printable(title)} (Ctrl+C gives up) …\r\n`);
				const inheritStderr = mayUseHardwareKey(keyDirectory, identityPaths.get(title));
				return runInteractive(ssh, args, {signal: ending, inheritStderr});
			},
			command: args => commandLine([...configArguments(ssh), ...args]),
			openWindow: (args, title) => openInTmux(ssh, args, title, ending),
			probe: openProbe(
				(alias, signal) => config.effective(alias, {allowExec: consented.has(alias), signal}),
				now,
			),
		},
		programs: openPrograms(ssh.env, directories.home, ending),
		memory: {
			// A session that our end cuts short has its say after it: the demo's directory must not be made anew.
			change: change => (ending.aborted ? Promise.resolve(change(emptyMemory)) : memory.change(change)),
		},
	};
}
