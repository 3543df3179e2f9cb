import {resolve} from 'node:path';
import type {EffectiveOptions} from '../../core/hosts/host.ts';

/** The values of an option, in order. */
export function optionValues(effective: EffectiveOptions, option: string): readonly string[] {
	return (effective.options[option] ?? []).map(({value}) => value);
}

/** A path of an option as ssh resolves it: `~` and the tokens that stand for what is known here (ssh_config(5), TOKENS). */
export function expandPath(path: string, effective: EffectiveOptions, home: string): string {
	const first = (option: string): string | undefined => optionValues(effective, option)[0];
	const tokens: Record<string, string | undefined> = {
		'%%': '%',
		'%d': home,
		'%h': first('hostname'),
		'%k': first('hostkeyalias') ?? effective.alias,
		'%n': effective.alias,
		'%p': first('port'),
		'%r': first('user'),
	};
	const tilde = path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
	return resolve(tilde.replaceAll(/%./g, token => tokens[token] ?? token));
}
