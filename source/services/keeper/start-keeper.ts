import {spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Failure} from '../../core/errors.ts';
import {isObject} from '../../core/keeper/shape.ts';
import {makePrivateDirectory} from '../private-directory.ts';

export type StartOptions = {
	readonly stateDirectory: string;
	readonly env: NodeJS.ProcessEnv;
	/** How long a connection that nobody uses stays, and a keeper that keeps none, in milliseconds. */
	readonly linger?: number | undefined;
	readonly idle?: number | undefined;
};

/** There can be no keeper here, and its own line says why. */
export class NoKeeper extends Failure {}

const deadline = 10_000;
/** Together less than the minute after which nothing is left that nobody uses. Milliseconds. */
const usualLinger = 30_000;
const usualIdle = 20_000;
/** It lives long and does little: memory counts more than speed. */
export const keeperFlags = ['--max-semi-space-size=1', '--optimize-for-size'];

/** The keeper's program: beside our bundle, or the source that we run from. */
function program(): string {
	const path = import.meta.filename.endsWith('.ts') ? '../../keeper/main.ts' : './keeper.js';
	return fileURLToPath(new URL(path, import.meta.url));
}

/**
 * Starts a keeper, detached, and gives the path of the socket where it listens; that of the keeper that was there before
 * when another was quicker. Throws a Failure that says why there can be none.
 */
export async function startKeeper(options: StartOptions): Promise<string> {
	const {stateDirectory, linger = usualLinger, idle = usualIdle} = options;
	const {NODE_OPTIONS, NODE_V8_COVERAGE, NODE_TEST_CONTEXT, SSH_ASKPASS, ...env} = options.env;
	const stderr = openTrace(stateDirectory);
	const child = spawn(process.execPath, [...keeperFlags, program(), stateDirectory, `${linger}`, `${idle}`], {
		stdio: ['ignore', 'pipe', stderr],
		detached: true,
		env,
	});
	if (typeof stderr === 'number') {
		closeSync(stderr);
	}
	child.unref();
	return new Promise((resolve, reject) => {
		let said = '';
		const settle = (finish: () => void): void => {
			clearTimeout(timer);
			child.stdout!.destroy();
			finish();
		};
		const fail = (why: string, cause?: unknown): void =>
			settle(() => reject(new Failure(`The keeper of shared connections did not start: ${why}`, {cause})));
		const timer = setTimeout(() => fail(`it said nothing within ${deadline / 1000} s.`), deadline);
		child.once('error', error => fail(error.message, error));
		child.stdout!.setEncoding('utf8').on('data', (text: string) => {
			said += text;
		});
		child.stdout!.once('end', () => {
			const answer = parse(said);
			if (typeof answer['socket'] === 'string') {
				const {socket} = answer;
				settle(() => resolve(socket));
			} else if (typeof answer['problem'] === 'string') {
				const {problem} = answer;
				settle(() => reject(new NoKeeper(problem)));
			} else {
				fail('it ended at once.');
			}
		});
	});
}

function parse(text: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : {};
	} catch {
		return {};
	}
}

/** Where Node prints the trace of a keeper that fails before it can log. */
function openTrace(stateDirectory: string): number | 'ignore' {
	try {
		makePrivateDirectory(stateDirectory);
		return openSync(join(stateDirectory, 'keeper.log'), 'w', 0o600);
	} catch {
		return 'ignore';
	}
}
