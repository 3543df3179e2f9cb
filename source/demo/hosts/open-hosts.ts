import type {Server} from 'node:net';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import type {Place} from '../place/directory.ts';
import {makeKey} from '../place/keys.ts';
import {buildSandbox} from '../sandbox/build.ts';
import {apart} from '../server/apart.ts';
import {listen} from '../server/listen.ts';
import {makeNetwork} from '../server/network.ts';
import {webPage} from '../server/web-page.ts';
import {settleAll} from '../settle.ts';
import {admitToHost, type Credentials} from './admit-to-host.ts';
import type {PlacedHost} from './config-text.ts';
import {type DemoHost, fullName} from './demo-host.ts';

export type OpenHosts = {
	readonly placed: readonly PlacedHost[];
	/** Ends every listener and every connection, at once. */
	close(): void;
};

/** Starts the servers of the demo hosts in this process. */
export async function openHosts(
	hosts: readonly DemoHost[],
	place: Place,
	credentials: Credentials,
): Promise<OpenHosts> {
	const network = makeNetwork();
	const behindBastion = makeNetwork(network);
	const streams = new Set<Duplex>();
	const listeners: Server[] = [];
	network.offer(['web-1', 'web-1.demo', 'www'], 80, webPage());
	const close = (): void => {
		for (const listener of listeners) {
			listener.close();
		}
		for (const stream of streams) {
			stream.destroy();
		}
	};
	const open = async (host: DemoHost): Promise<PlacedHost> => {
		const [hostKey, otherKey, sandbox] = await Promise.all([
			makeKey('ed25519', host.names[0]),
			host.known === 'another key' ? makeKey('ed25519', host.names[0]) : null,
			buildSandbox(join(place.hosts, host.names[0]), host.user, `${host.greeting}\n`, host.tree),
		]);
		const sees = host.reach === 'bastion' ? behindBastion : network;
		const isSeenBy = host.reach === 'behind the bastion' ? behindBastion : network;
		const parts = {hostKey: hostKey.private, sandbox, network: sees, credentials, streams};
		const admit = admitToHost(host, parts);
		isSeenBy.offer([...host.names, fullName(host)], 22, stream => admit(apart(stream)));
		const known = {right: hostKey.public, missing: null, 'another key': otherKey?.public ?? null}[host.known];
		const facts = {host, hostKey: hostKey.public, knownKey: known};
		if (host.reach === 'behind the bastion') {
			return {...facts, port: null};
		}
		const {port, server} = await listen(admit);
		listeners.push(server);
		isSeenBy.offer(['127.0.0.1', 'localhost'], port, stream => admit(apart(stream)));
		return {...facts, port};
	};
	try {
		return {placed: await settleAll(hosts.map(open)), close};
	} catch (error) {
		close();
		throw error;
	}
}
