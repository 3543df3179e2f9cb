import {createServer, get} from 'node:http';
import type {AddressInfo} from 'node:net';
import {after} from 'node:test';
import type {ForwardStatus} from '../../../source/core/forwards/forward-status.ts';
import {type OwnForwards, openOwnForwards} from '../../../source/services/forwards/own-forwards.ts';
import type {OnPrompt} from '../../../source/services/keeper/prompt-queue.ts';
import {until} from '../../helpers/wait.ts';
import type {Den} from '../keeper/keeper-in.ts';

/** A client of a den's forwards that knows how each is. */
export type ForwardsClient = OwnForwards & {
	/** How it is now. */
	now(id: string): ForwardStatus | undefined;
	/** Waits until a forward is in one of these states, and gives how it is then. */
	becomes(id: string, ...states: readonly ForwardStatus['state'][]): Promise<ForwardStatus>;
	/** Starts a new forward of the host `box`; gives its id. */
	begins(kind: ForwardStatus['kind'], specification: string, alias?: string): Promise<string>;
};

export type ClientOptions = {
	readonly answer?: OnPrompt;
	readonly env?: NodeJS.ProcessEnv;
	readonly version?: string;
	readonly onSilence?: (advice: string | null) => void;
};

export function openForwardsClient(
	den: Den,
	configFile: string,
	options: ClientOptions = {},
): ForwardsClient {
	const {answer, env = den.env, version = '0.1.0', onSilence} = options;
	const own = openOwnForwards({
		ssh: {program: 'ssh', configFile, env},
		...{stateDirectory: den.state, home: den.state, version},
		...{linger: 300, idle: 1000, onSilence},
		answering: () => answer,
		answersAll: true,
	});
	let seen: readonly ForwardStatus[] = [];
	own.follow(
		forwards => {
			seen = forwards;
		},
		() => {},
	);
	after(async () => {
		for (const {id} of seen) {
			await own.act(id, 'remove').catch(() => {});
		}
		own.close();
	});
	return {
		...own,
		now: id => seen.find(one => one.id === id),
		becomes: (id, ...states) =>
			until(
				() => {
					const found = seen.find(one => one.id === id);
					return found !== undefined && states.includes(found.state) ? found : null;
				},
				{within: 30_000, otherwise: () => JSON.stringify(seen.map(one => [one.id, one.state, one.reason]))},
			),
		begins: (kind, specification, alias = 'box') =>
			own.set(
				{alias, kind, specification, label: null, isSaved: false, isAutomatic: false},
				{isStarted: true},
			),
	};
}

/** A server that says `hello`, until the running test ends; gives its port. */
export async function startHello(): Promise<number> {
	const server = createServer((_, response) => response.end('hello'));
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	after(() => {
		server.close();
		server.closeAllConnections();
	});
	return (server.address() as AddressInfo).port;
}

/** What a server at a port says; null when there is none. */
export function said(port: number, host = '127.0.0.1'): Promise<string | null> {
	return new Promise(resolve => {
		// A connection of its own each time: one that is open goes on when its forward is stopped.
		const asking = get({host, port, agent: false, timeout: 5000}, response => {
			let text = '';
			response.setEncoding('utf8').on('data', (part: string) => {
				text += part;
			});
			response.on('end', () => resolve(text));
			response.on('error', () => resolve(null));
		});
		asking.on('timeout', () => asking.destroy());
		asking.on('error', () => resolve(null));
	});
}
