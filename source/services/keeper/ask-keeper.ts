import {Failure} from '../../core/errors.ts';
import type {HubStatus} from '../../core/keeper/protocol.ts';
import {openSession, type SessionOptions} from './session.ts';

/** What a running keeper keeps. */
export type KeeperStatus = {
	readonly pid: number;
	readonly program: string;
	readonly hubs: readonly HubStatus[];
	/** Questions that wait for an answer. */
	readonly prompts: number;
};

const deadline = 5000;

/** What the keeper that runs keeps; null when none runs. Throws a Failure when it does not answer. */
export async function askKeeper(options: SessionOptions): Promise<KeeperStatus | null> {
	const session = await openSession(options, false);
	if (session === null) {
		return null;
	}
	try {
		return await new Promise<KeeperStatus>((resolve, reject) => {
			const fail = (): void => reject(new Failure('The keeper of shared connections does not answer.'));
			setTimeout(fail, deadline).unref();
			void session.closed.then(fail);
			session.listen(message => {
				if (message.type === 'status-given') {
					const {hubs, prompts} = message;
					resolve({pid: session.pid, program: session.program, hubs, prompts});
				}
			});
			session.send({type: 'status', id: 1});
		});
	} finally {
		session.close();
	}
}

/** Ends the keeper that runs, if any, and waits until it has let go. */
export async function endKeeper(options: SessionOptions): Promise<void> {
	const session = await openSession(options, false);
	session?.send({type: 'quit', id: 1});
	await session?.closed;
}
