import type {AppState} from './app-state.ts';

/** Whether a filter of the screen has the keys. */
export function isFilterOpen({screen, files, hosts}: AppState): boolean {
	return screen === 'files' ? files.isFiltering : hosts.isFiltering;
}
