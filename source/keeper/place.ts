import {randomBytes} from 'node:crypto';
import {existsSync, rmSync} from 'node:fs';
import {createServer, type Server, type Socket} from 'node:net';
import {dirname, join} from 'node:path';
import {makeRuntimeDirectory} from '../services/keeper/runtime-directory.ts';
import {writeAskpassStub} from './askpass-stub.ts';

/** Where the keeper is reached: its socket, the directory of all sockets, and the program that asks for ssh. */
export type Place = {readonly directory: string; readonly socket: string; readonly askpass: string};

export type Listener = {
	place(): Place;
	/** Makes the place anew if somebody removed it; whether that was so. Throws a Failure where that is impossible. */
	rebuild(): Promise<boolean>;
	/** Ends the listening and removes its files. */
	close(): void;
};

/** Listens in the first runtime directory that can be had. Throws a Failure of one line when there is none. */
export async function listen(
	candidates: readonly string[],
	stateDirectory: string,
	onConnection: (socket: Socket) => void,
): Promise<Listener> {
	const server = createServer(onConnection);
	let servers: Server[] = [server];
	let place = await occupy(server, candidates, stateDirectory);
	return {
		place: () => place,
		async rebuild() {
			if (existsSync(place.socket) && existsSync(place.askpass)) {
				return false;
			}
			removeFiles(place);
			const next = createServer(onConnection);
			servers = [...servers, next];
			place = await occupy(next, candidates, stateDirectory);
			return true;
		},
		close() {
			for (const one of servers) {
				one.close();
			}
			removeFiles(place);
		},
	};
}

/** Removes what a keeper that listened at this socket left. */
export function removePlace(socket: string, stateDirectory: string): void {
	const name = /\/k-([0-9a-f]{8})$/.exec(socket)?.[1];
	if (name !== undefined) {
		for (const path of [socket, join(dirname(socket), `a-${name}`), join(stateDirectory, `a-${name}`)]) {
			rmSync(path, {force: true});
		}
	}
}

function removeFiles({socket, askpass}: Place): void {
	rmSync(socket, {force: true});
	rmSync(askpass, {force: true});
}

async function occupy(server: Server, candidates: readonly string[], stateDirectory: string): Promise<Place> {
	const directory = makeRuntimeDirectory(candidates);
	const name = randomBytes(4).toString('hex');
	const socket = join(directory, `k-${name}`);
	const askpass = writeAskpassStub([directory, stateDirectory], `a-${name}`, socket);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(socket, () => {
			server.off('error', reject);
			resolve();
		});
	});
	// A client that cannot be taken on now (no more descriptors) is not the end of the others.
	server.on('error', () => {});
	return {directory, socket, askpass};
}
