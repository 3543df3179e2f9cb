import type {Environment} from '../core/keeper/environment.ts';
import type {KeeperMessage} from '../core/keeper/protocol.ts';

/** A dashboard or command line that is attached. */
export type Client = {
	readonly environment: Environment;
	send(message: KeeperMessage): void;
};

/** What a client asked for under an id of its own: a lease, a grant of questions, or to watch the forwards. */
export type Owner = {readonly client: Client; readonly id: number};

/** Who uses a connection. */
export type Lessee = Owner & {
	/** Who answers what is asked for it now; null when nobody is there. */
	answerer(): Owner | null;
	/** The socket of the hub that was in use, which alone will do. */
	readonly resume: string | null;
	/** Only a hub of ours will do. */
	readonly needsHub: boolean;
};
