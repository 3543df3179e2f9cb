import {lastWords} from '../../core/diagnosis/last-words.ts';
import {Failure} from '../../core/errors.ts';
import {quietEnvironment} from '../../core/keeper/environment.ts';
import {printable} from '../../core/text/printable.ts';
import type {Connections} from '../keeper/connections.ts';
import {openQuietChild} from '../ssh/quiet-child.ts';

export type AddKeyOptions = {
	readonly env: NodeJS.ProcessEnv;
	/** The socket of the agent. */
	readonly socket: string;
	readonly signal?: AbortSignal | undefined;
};

/** How long ssh-add may take while nobody is asked anything, in milliseconds. */
const patience = 15_000;

/**
 * Hands a private key to an agent (`ssh-add PATH`); its passphrase is asked of the user. Throws a Failure that says why it
 * was not added, an AbortError when the user or the signal cancelled it.
 */
export async function addKey(
	connections: Pick<Connections, 'asking'>,
	path: string,
	{env, socket, signal}: AddKeyOptions,
): Promise<void> {
	const cancelling = new AbortController();
	const cancel = (): void => cancelling.abort();
	let pause = (): (() => void) => () => {};
	const name = path.slice(path.lastIndexOf('/') + 1);
	const asking = await connections.asking({
		alias: name,
		purpose: `To add the key ${path} to the agent.`,
		onCancel: cancel,
		onLost: cancel,
		pause: () => pause(),
	});
	try {
		const child = await openQuietChild({program: 'ssh-add', env}, ['--', path], {
			env: {...quietEnvironment(env), SSH_AUTH_SOCK: socket, ...asking.env},
			signal: AbortSignal.any([cancelling.signal, ...(signal === undefined ? [] : [signal])]),
			pipes: false,
			watchdog: patience,
		});
		pause = () => child.watchdog!.pause();
		asking.child(child.pid);
		const {code, stderr, stopped} = await child.ended;
		signal?.throwIfAborted();
		cancelling.signal.throwIfAborted();
		if (code !== 0) {
			const why = stopped === 'no answer' ? 'The agent does not answer.' : lastWords(stderr);
			throw new Failure(`The key ${printable(path)} was not added: ${why ?? `ssh-add ended with ${code}.`}`);
		}
	} finally {
		asking.release();
	}
}
