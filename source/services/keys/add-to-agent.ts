import {basename} from 'node:path';
import {Failure} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import type {Connections} from '../keeper/connections.ts';
import {lastLine, runTool} from './run-tool.ts';

export type AddOptions = {
	/** Seconds after which the agent forgets the key; null: never. */
	readonly lifetime: number | null;
	/** Whether the agent asks before each use. */
	readonly confirm: boolean;
	/** Of the agent, where it is not that of SSH_AUTH_SOCK. */
	readonly socket?: string | undefined;
};

type Run = {readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal};

const program = 'ssh-add';

/**
 * Has ssh-add add a key, which asks for the passphrase. Gives what it said, clean, a line each. Throws a Failure when the
 * agent or the key does not let it.
 */
export async function addToAgent(
	connections: Pick<Connections, 'asking'>,
	path: string,
	{lifetime, confirm, socket}: AddOptions,
	{env, signal}: Run,
): Promise<readonly string[]> {
	const args = [
		...(lifetime === null ? [] : ['-t', String(lifetime)]),
		...(confirm ? ['-c'] : []),
		'--',
		path,
	];
	const {code, stderr} = await runTool(connections, {
		...{program, args, signal},
		env: socket === undefined ? env : {...env, SSH_AUTH_SOCK: socket},
		subject: basename(path),
		purpose: `To add the key ${path} to the agent.`,
	});
	if (code !== 0) {
		// Of passphrases that do not fit ssh-add says nothing once an empty one ends the asking.
		const isWrong = code === 1 && stderr.trim() === '';
		const reason = isWrong ? 'no passphrase that was given is right.' : reasonOf(stderr, code);
		throw new Failure(`${printable(basename(path))} is not in the agent: ${reason}`, {
			nextStep: isWrong ? 'Add it once more to be asked again.' : nextStep(stderr),
		});
	}
	return stderr.split(/[\r\n]+/).flatMap(line => (line.trim() === '' ? [] : [printable(line)]));
}

/** Has ssh-add lock or unlock the agent with a password that it asks for. Throws a Failure when the agent refuses. */
export async function lockAgent(
	connections: Pick<Connections, 'asking'>,
	isLocking: boolean,
	{env, signal}: Run,
): Promise<void> {
	const args = [isLocking ? '-x' : '-X'];
	const {code, stderr} = await runTool(connections, {
		program,
		args,
		env,
		subject: 'agent',
		purpose: `To ${isLocking ? 'lock' : 'unlock'} the agent.`,
		signal,
	});
	if (code !== 0) {
		const how = isLocking ? 'locked' : 'unlocked';
		const isWrong = /Failed to (un)?lock/.test(stderr);
		const why = isLocking ? 'It may be locked already.' : 'The password may be wrong, or it is not locked.';
		throw new Failure(`The agent is not ${how}: ${reasonOf(stderr, code)}`, isWrong ? {nextStep: why} : {});
	}
}

function reasonOf(stderr: string, code: number | null): string {
	const said = lastLine(stderr);
	return said === '' ? `ssh-add ended with ${code}.` : said;
}

function nextStep(stderr: string): string {
	if (/refused operation/.test(stderr)) {
		return 'The agent may be locked: unlock it first.';
	}
	if (/UNPROTECTED|too open/.test(stderr)) {
		return 'Fix its mode first (m).';
	}
	return 'Its details (Enter) say what is wrong with it.';
}
