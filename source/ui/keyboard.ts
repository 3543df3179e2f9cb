import type {EventEmitter} from 'node:events';
import {usePaste, useStdin} from 'ink';
import {useLayoutEffect} from 'react';
import {readChords} from '../commands/chords.ts';
import {useUi} from './ui-context.ts';

/**
 * The only input hook. Ink's own `useInput` tells no F-keys apart and takes several characters that arrive at once for
 * one, so the raw sequences are read where Ink hands them on, and split into key presses here.
 * A picker of ink-select-input listens beside us; its scope claims none of its keys.
 */
export function useKeyboard(): void {
	const {dispatcher} = useUi();
	const stdin = useStdin() as ReturnType<typeof useStdin> & {internal_eventEmitter: EventEmitter};
	const {internal_eventEmitter: emitter, setRawMode} = stdin;
	usePaste(text => dispatcher.paste(text));
	// Before the first frame is on the screen: what is typed from then on must not be echoed into it.
	useLayoutEffect(() => {
		const onInput = (input: string): void => {
			for (const chord of readChords(input)) {
				dispatcher.press(chord);
			}
		};
		setRawMode(true);
		emitter.on('input', onInput);
		return () => {
			emitter.off('input', onInput);
			setRawMode(false);
		};
	}, [dispatcher, emitter, setRawMode]);
}
