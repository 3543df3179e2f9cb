import {counted} from '../text/numbers.ts';
import {printable} from '../text/printable.ts';
import type {ForwardStatus} from './forward-status.ts';

/** What is to be known of the forwards of a host before it is removed; empty where it has none. */
export function removalNotes(forwards: readonly ForwardStatus[], alias: string): readonly string[] {
	const {length} = forwards;
	const words = length === 1 ? 'a forward' : counted(length, 'forward');
	return length === 0 ? [] : [`${printable(alias)} has ${words}, which cannot start any more.`];
}
