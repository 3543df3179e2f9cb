import type {Tree} from './trees.ts';

/** One demo host as it is described to the person and built by the server. */
export type DemoHost = {
	/** The names on its Host line, the first one being its own. */
	readonly names: readonly [string, ...string[]];
	readonly user: string;
	readonly tags: readonly string[];
	/** What it shows, as a comment above its block. */
	readonly about: string;
	/**
	 * `listening` on a loopback port, `bastion`: that, and the way to those `behind the bastion`, which have no port at
	 * all, or `silent`: a port that never speaks.
	 */
	readonly reach: 'listening' | 'bastion' | 'behind the bastion' | 'silent';
	/** What it takes to log in: the demo keys, a password, or the key under a passphrase. */
	readonly login: 'keys' | 'password' | 'locked key';
	/** What known_hosts says of it. */
	readonly known: 'right' | 'missing' | 'another key';
	readonly greeting: string;
	readonly tree: Tree;
	/** Further lines of its block. */
	readonly settings: readonly string[];
};

/** The name a host has for the others, as in `ssh -L 8080:web-1.demo:80`. */
export function fullName(host: DemoHost): string {
	return `${host.names[0]}.demo`;
}
