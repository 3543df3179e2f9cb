import type {EventEmitter} from 'node:events';
import {usePaste, useStdin} from 'ink';
import {useEffect} from 'react';
import {readChords} from '../commands/chords.ts';
import {useUi} from './ui-context.ts';

/**
 * The only input hook. Ink's own `useInput` tells no F-keys apart and takes several characters that arrive at once for
 * one, so the raw sequences are read where Ink hands them on, and split into key presses here.
 * A picker of ink-select-input listens beside us: keys that arrive in a clump are handed to it one by one.
 */
export function useKeyboard(): void {
	const {dispatcher, store} = useUi();
	const stdin = useStdin() as ReturnType<typeof useStdin> & {internal_eventEmitter: EventEmitter};
	const {internal_eventEmitter: emitter, setRawMode} = stdin;
	usePaste(text => dispatcher.paste(text));
	useEffect(() => {
		const onInput = (input: string): void => {
			const chords = readChords(input);
			const isClump = chords.length > 1 && !input.startsWith('\u001B');
			if (isClump && store.state().dialog?.kind === 'sort') {
				// Each in a turn of its own: the picker must have drawn what one key did before it gets the next.
				for (const [turn, character] of [...input].entries()) {
					setTimeout(() => emitter.emit('input', character), turn);
				}
				return;
			}
			for (const chord of chords) {
				dispatcher.press(chord);
			}
		};
		setRawMode(true);
		emitter.on('input', onInput);
		return () => {
			emitter.off('input', onInput);
			setRawMode(false);
		};
	}, [dispatcher, store, emitter, setRawMode]);
}
