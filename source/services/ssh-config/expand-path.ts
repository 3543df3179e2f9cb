import {hostname, userInfo} from 'node:os';
import {resolve} from 'node:path';
import type {EffectiveOptions} from '../../core/hosts/host.ts';

/** The values of an option, in order. */
export function optionValues(effective: EffectiveOptions, option: string): readonly string[] {
	return (effective.options[option] ?? []).map(({value}) => value);
}

/**
 * A path of an option as ssh resolves it: `~`, the tokens that stand for what is known here, and environment variables
 * (ssh_config(5), TOKENS and ENVIRONMENT VARIABLES). What only ssh knows stays as written.
 */
export function expandPath(
	path: string,
	effective: EffectiveOptions,
	home: string,
	env: NodeJS.ProcessEnv = process.env,
): string {
	const first = (option: string): string | undefined => optionValues(effective, option)[0];
	// Each is looked up where it stands only: paths of thousands of hosts are expanded.
	const tokens: Readonly<Record<string, () => string | undefined>> = {
		'%%': () => '%',
		'%d': () => home,
		'%h': () => first('hostname'),
		'%i': () => process.getuid?.().toString(),
		'%k': () => first('hostkeyalias') ?? effective.alias,
		'%L': () => hostname().split('.')[0],
		'%l': hostname,
		'%n': () => effective.alias,
		'%p': () => first('port'),
		'%r': () => first('user'),
		'%u': () => userInfo().username,
	};
	const tilde = path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
	const expanded = tilde.replaceAll(
		/%.|\$\{([^}]*)\}/g,
		(token, variable?: string) => (variable === undefined ? tokens[token]?.() : env[variable]) ?? token,
	);
	return resolve(expanded);
}
