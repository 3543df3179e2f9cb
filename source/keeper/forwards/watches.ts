import type {ForwardStatus} from '../../core/forwards/forward-status.ts';
import type {ForwardRequest} from '../../core/keeper/forward-messages.ts';
import type {Client, Owner} from '../client.ts';

type Watch = Extract<ForwardRequest, {type: 'forwards-watch'}>;

/** The clients that are told of the forwards, and answer what their ssh asks. */
export type Watches = {
	watch(client: Client, request: Watch): void;
	forget(client: Client): void;
	/** Tells one how things are now. */
	tell(client: Client): void;
	/** Something changed: all are told in a moment. */
	announce(): void;
	/** The one who answers for what a client asked for: itself, else whoever is there for everything. */
	answererFor(asker: Client | undefined): Owner | null;
};

const announceDelay = 50;
/** The more there are, the longer it takes to tell of them all: milliseconds for each. */
const announceDelayOfEach = 2;

export function openWatches(statuses: () => readonly ForwardStatus[]): Watches {
	const watches = new Map<Client, Pick<Watch, 'id' | 'answers'>>();
	let isAnnouncing = false;

	function tell(client: Client): void {
		const watch = watches.get(client);
		if (watch !== undefined) {
			client.send({type: 'forwards', id: watch.id, forwards: [...statuses()]});
		}
	}

	return {
		watch(client, {id, answers}) {
			watches.delete(client);
			watches.set(client, {id, answers});
			tell(client);
		},
		forget: client => void watches.delete(client),
		tell,
		announce() {
			if (isAnnouncing) {
				return;
			}
			isAnnouncing = true;
			setTimeout(
				() => {
					isAnnouncing = false;
					for (const client of watches.keys()) {
						tell(client);
					}
				},
				announceDelay + statuses().length * announceDelayOfEach,
			);
		},
		answererFor(asker) {
			const own = asker === undefined ? undefined : watches.get(asker);
			if (asker !== undefined && own !== undefined && own.answers !== 'none') {
				return {client: asker, id: own.id};
			}
			const [client, watch] = [...watches].findLast(([, {answers}]) => answers === 'all') ?? [];
			return client === undefined || watch === undefined ? null : {client, id: watch.id};
		},
	};
}
