import {chmodSync, existsSync, lstatSync, readdirSync, rmSync} from 'node:fs';
import {mkdir, mkdtemp} from 'node:fs/promises';
import {join} from 'node:path';

/** Names of demo directories begin so; what follows is six random characters. Short: socket paths have little room. */
export const prefix = 'spd-';

/** The places inside a demo directory. */
export type Place = {
	readonly directory: string;
	readonly config: string;
	readonly knownHosts: string;
	readonly keys: string;
	readonly agentSocket: string;
	/** Each demo host's own file tree is a directory in here. */
	readonly hosts: string;
	readonly xdg: {
		readonly XDG_CONFIG_HOME: string;
		readonly XDG_STATE_HOME: string;
		readonly XDG_CACHE_HOME: string;
		readonly XDG_RUNTIME_DIR: string;
	};
};

/** Where the keeper of a demo leaves word of itself. */
export function keeperState(directory: string): string {
	return join(directory, 'xdg', 'state', 'sallyport');
}

/** Makes a private directory (mode 0700) for one run of the demo under `parent`. */
export async function makePlace(parent: string): Promise<Place> {
	const directory = await mkdtemp(join(parent, prefix));
	const place: Place = {
		directory,
		config: join(directory, 'config'),
		knownHosts: join(directory, 'known_hosts'),
		keys: join(directory, 'keys'),
		agentSocket: join(directory, 'agent'),
		hosts: join(directory, 'hosts'),
		xdg: {
			XDG_CONFIG_HOME: join(directory, 'xdg', 'config'),
			XDG_STATE_HOME: join(directory, 'xdg', 'state'),
			XDG_CACHE_HOME: join(directory, 'xdg', 'cache'),
			XDG_RUNTIME_DIR: join(directory, 'r'),
		},
	};
	const inner = [place.keys, place.hosts, ...Object.values(place.xdg)];
	await Promise.all(inner.map(path => mkdir(path, {recursive: true, mode: 0o700})));
	return place;
}

/** Removes a directory and all in it, also where the visitors of a demo host took away permissions. Follows no link. */
export function removeTree(directory: string): void {
	const options = {recursive: true, force: true, maxRetries: 3} as const;
	// An agent that ends removes its socket at the same time; rmSync then stops half-way, and says nothing.
	for (let tries = 0; tries < 10 && existsSync(directory); tries += 1) {
		try {
			rmSync(directory, options);
		} catch {
			openUp(Buffer.from(directory));
		}
	}
}

function openUp(directory: Buffer): void {
	try {
		chmodSync(directory, 0o700);
		for (const name of readdirSync(directory, {encoding: 'buffer'})) {
			const path = Buffer.concat([directory, Buffer.from('/'), name]);
			if (lstatSync(path).isDirectory()) {
				openUp(path);
			}
		}
	} catch {
		// Gone in the meantime: the next try tells.
	}
}
