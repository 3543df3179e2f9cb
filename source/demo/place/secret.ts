import {randomInt} from 'node:crypto';

/** A random password that can be read out and typed: `tabo-kemi-luna-4711`, 2^43 of them. */
export function makeSecret(): string {
	const word = (): string => syllable() + syllable();
	return [word(), word(), word(), String(randomInt(1000, 10_000))].join('-');
}

function syllable(): string {
	return pick('bdfghjklmnprstvz') + pick('aeiou');
}

function pick(letters: string): string {
	return letters[randomInt(letters.length)]!;
}
