import type {AppState} from '../state/app-state.ts';
import {isProd} from '../state/prod.ts';

/** Whether a machine is a host of the config where a mistake is dear. */
export function isProdAlias(state: AppState, alias: string): boolean {
	return (state.hosts.reading?.hosts ?? []).some(host => host.alias === alias && isProd(host));
}
