// The keeper, a process of its own: `node keeper.js STATE-DIRECTORY [LINGER IDLE]` (milliseconds). It says one line on
// stdout: where it listens, or where the keeper does that was there before, or what went wrong.
import {userInfo} from 'node:os';
import packageJson from '../../package.json' with {type: 'json'};
import {describeError} from '../core/errors.ts';
import {runtimeCandidates} from '../services/keeper/runtime-directory.ts';
import {openLog} from '../services/log/log.ts';
import {runKeeper} from './keeper.ts';

const [, , stateDirectory = '', linger = '30000', idle = '20000'] = process.argv;
const log = openLog(stateDirectory, Date.now);

function say(answer: Readonly<Record<string, unknown>>): void {
	process.stdout.on('error', () => {});
	process.stdout.end(`${JSON.stringify(answer)}\n`);
}

/** The name that this user's home has for ssh. */
function home(): string {
	try {
		return userInfo().homedir;
	} catch {
		return '/';
	}
}

process.umask(0o077);
// The directory we were started in may be removed, or unmounted.
process.chdir('/');
// Whoever wants a signal to mean something sends it once we listen; before that it must not end us.
process.on('SIGUSR2', () => {});
process.on('SIGHUP', () => {});
process.on('SIGPIPE', () => {});
process.on('uncaughtException', error => {
	log('The keeper failed', error);
	process.exit(1);
});

try {
	const socket = await runKeeper({
		stateDirectory,
		runtimeDirectories: runtimeCandidates(process.env, home()),
		program: packageJson.version,
		linger: Number(linger),
		idle: Number(idle),
		command: [process.execPath, ...process.execArgv, process.argv[1]!, stateDirectory, linger, idle],
		log: (line, error) => log(`keeper: ${line}`, error),
		ended: () => process.exit(0),
	});
	say({socket});
} catch (error) {
	say({problem: describeError(error)});
	process.exitCode = 1;
}
