import type {Environment} from '../core/keeper/environment.ts';
import type {KeeperMessage} from '../core/keeper/protocol.ts';

/** A dashboard or command line that is attached. */
export type Client = {
	readonly environment: Environment;
	send(message: KeeperMessage): void;
};

/** What a client asked for under an id of its own: a lease, or a grant of questions. */
export type Owner = {readonly client: Client; readonly id: number};

/** Who uses a connection. `resume`: the socket of the hub that was in use, which alone will do. */
export type Lessee = Owner & {readonly isInteractive: boolean; readonly resume: string | null};
