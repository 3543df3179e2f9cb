import {userInfo} from 'node:os';
import {join} from 'node:path';
import type {Block} from '../../core/hosts/config-tree.ts';
import type {EffectiveOptions, Host} from '../../core/hosts/host.ts';
import {identityLines} from '../../core/hosts/identity-lines.ts';
import type {KeyUses} from '../../core/keys/key-uses.ts';
import {expandPath} from './expand-path.ts';

/** What ssh tries where no IdentityFile is named (ssh_config(5)). */
const defaults = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk', 'id_xmss', 'id_dsa'];
/** Tokens and variables differ from host to host; those of a connection are known to ssh alone. */
const special = /%|\$\{/;
const unknowable = /%[CfHIjKtT]/;

/** Who uses which key, `home` being the user's home as ssh sees it. Nothing is executed. */
export function keyUses(
	blocks: readonly Block[],
	hosts: readonly Host[],
	home: string,
	env: NodeJS.ProcessEnv,
): KeyUses {
	const {byAlias, elsewhere} = identityLines(
		blocks,
		hosts.map(({alias}) => alias),
	);
	const byPath = new Map<string, string[]>();
	const agents = new Map<string | null, string[]>();
	const named = new Set<string>();
	const plain = new Map<string, string>();
	const own = env['SSH_AUTH_SOCK'] ?? '';
	const localUser = userInfo().username;

	function expanded(written: string, host: Host | null): string | null {
		if (unknowable.test(written) || (host === null && special.test(written))) {
			return null;
		}
		const known = plain.get(written);
		if (known !== undefined) {
			return known;
		}
		const path = expandPath(written, staticOptions(host, localUser), home, env);
		if (!special.test(written)) {
			plain.set(written, path);
		}
		return path;
	}
	function use(path: string, {alias}: Host): void {
		const users = byPath.get(path);
		if (users === undefined) {
			byPath.set(path, [alias]);
		} else if (users.at(-1) !== alias) {
			users.push(alias);
		}
	}

	const usual = defaults.map(name => join(home, '.ssh', name));
	for (const host of hosts) {
		const {files, agent} = byAlias.get(host.alias) ?? {files: [], agent: null};
		for (const written of files) {
			const path = written.toLowerCase() === 'none' ? null : expanded(written, host);
			if (path !== null) {
				named.add(path);
				use(path, host);
			}
		}
		for (const path of files.length === 0 ? usual : []) {
			use(path, host);
		}
		const socket = agent === null ? own : agentSocket(agent, host, env, expanded);
		if (socket !== own) {
			agents.set(socket, [...(agents.get(socket) ?? []), host.alias]);
		}
	}
	for (const written of elsewhere) {
		const path = written.toLowerCase() === 'none' ? null : expanded(written, null);
		if (path !== null) {
			named.add(path);
		}
	}
	return {
		byPath,
		named: [...named],
		agents: [...agents].map(([socket, aliases]) => ({socket, hosts: aliases})),
	};
}

/** The socket of an IdentityAgent (ssh_config(5)): null for none, a `$VARIABLE` by its value. */
function agentSocket(
	written: string,
	host: Host,
	env: NodeJS.ProcessEnv,
	expanded: (written: string, host: Host) => string | null,
): string | null {
	if (written.toLowerCase() === 'none') {
		return null;
	}
	if (written === 'SSH_AUTH_SOCK') {
		return env['SSH_AUTH_SOCK'] ?? '';
	}
	const variable = /^\$([A-Za-z_]\w*)$/.exec(written)?.[1];
	return variable === undefined ? expanded(written, host) : (env[variable] ?? null);
}

function staticOptions(host: Host | null, localUser: string): EffectiveOptions {
	const values = (value: string | null | undefined) => (value ? [{value, source: null}] : []);
	const alias = host?.alias ?? '';
	return {
		alias,
		options: {
			hostname: values(host?.hostName ?? alias),
			port: values(String(host?.port ?? 22)),
			user: values(host?.user ?? localUser),
		},
	};
}
