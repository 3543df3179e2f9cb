import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {openPty, type Pty} from './pty.ts';
import {tempDir} from './temp-dir.ts';

export type ProgramOptions = {
	readonly cols?: number;
	readonly rows?: number;
	readonly env?: Readonly<Record<string, string | undefined>>;
	/** Run it as a job of an interactive bash, whose prompt is `$ `. */
	readonly inShell?: boolean;
};

/** The environment of a program that touches nothing of the user's. */
export function privateEnvironment(): Record<string, string | undefined> {
	const directory = tempDir('xdg');
	return {
		XDG_STATE_HOME: join(directory, 'state'),
		XDG_CACHE_HOME: join(directory, 'cache'),
		XDG_RUNTIME_DIR: directory,
		TMPDIR: directory,
		SSH_AUTH_SOCK: undefined,
		SSH_ASKPASS: undefined,
		TMUX: undefined,
		LC_ALL: 'C.UTF-8',
	};
}

/** Starts the built program in a pseudo-terminal, in state and cache directories of its own. */
export function openProgram(args: readonly string[], options: ProgramOptions = {}): Pty {
	const {inShell = false, env, ...size} = options;
	const all = {cols: 100, rows: 30, ...size, env: {...privateEnvironment(), ...env}};
	if (!inShell) {
		return openPty(process.execPath, ['dist/cli.js', ...args], all);
	}
	const rc = join(tempDir('rc'), 'bashrc');
	writeFileSync(rc, "PS1='$ '\n");
	const shell = openPty('bash', ['--rcfile', rc, '-i'], all);
	shell.write(`${[process.execPath, 'dist/cli.js', ...args].map(word => `'${word}'`).join(' ')}\r`);
	return shell;
}
