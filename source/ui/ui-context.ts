import {createContext, useContext} from 'react';
import {useStore} from 'zustand';
import type {Dispatcher} from '../commands/dispatch.ts';
import type {AppState} from '../state/app-state.ts';
import type {Store} from '../state/store.ts';
import type {Theme} from './theme.ts';

/** What all components share; it never changes while the app is up. State is read through `useAppState`. */
export type Ui = {
	readonly store: Store;
	readonly dispatcher: Dispatcher;
	readonly theme: Theme;
	/** Whether a new window can be opened; where it is not told, its key is offered. */
	readonly isInTmux: boolean;
};

export const UiContext = createContext<Ui | null>(null);

export function useUi(): Ui {
	const ui = useContext(UiContext);
	if (ui === null) {
		throw new Error('A component was drawn outside the app.');
	}
	return ui;
}

/** A part of the state. The selector must give an existing reference or a primitive. */
export function useAppState<Part>(selector: (state: AppState) => Part): Part {
	return useStore(useUi().store.api, selector);
}
