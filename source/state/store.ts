import {createStore, type StoreApi} from 'zustand/vanilla';
import type {AppState} from './app-state.ts';
import type {AppEvent} from './events.ts';
import {update} from './update.ts';

export type Store = {
	state(): AppState;
	/** Says what happened: the state is what `update` makes of it, at once. */
	send(event: AppEvent): void;
	/** Calls the listener after each change; returns how to stop that. */
	subscribe(listener: (state: AppState, before: AppState) => void): () => void;
	/** The store itself, for zustand's React hook. */
	readonly api: StoreApi<AppState>;
};

export function openStore(start: AppState): Store {
	const api = createStore<AppState>(() => start);
	return {
		api,
		state: api.getState,
		send: event => api.setState(state => update(state, event), true),
		subscribe: api.subscribe,
	};
}
