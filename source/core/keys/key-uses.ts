/** Who uses which key, by a static reading of the config; paths are absolute. */
export type KeyUses = {
	/** Every key file that a host names or that ssh tries by itself, with the hosts that offer it, in the order of the config. */
	readonly byPath: ReadonlyMap<string, readonly string[]>;
	/** The key files that some line of the config names. */
	readonly named: readonly string[];
	/** Agents other than that of SSH_AUTH_SOCK: the socket (null: none at all) and the hosts that ask it. */
	readonly agents: readonly {readonly socket: string | null; readonly hosts: readonly string[]}[];
};

/** The hosts that offer a key, be it named by its own file or by its public half. */
export function usersOf({byPath}: KeyUses, path: string): readonly string[] {
	const own = byPath.get(path) ?? [];
	const byPublic = byPath.get(`${path}.pub`) ?? [];
	return byPublic.length === 0 ? own : [...own, ...byPublic.filter(alias => !own.includes(alias))];
}
