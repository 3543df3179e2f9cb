import {randomInt} from 'node:crypto';

const letters = 'bcdfghjkmnpqrstvwxz';

/** A short name such as `k4m7`, which is no word and easy to type, and none that is taken. */
export function newId(isTaken: (id: string) => boolean): string {
	for (;;) {
		const pair = (): string => `${letters[randomInt(letters.length)]}${randomInt(10)}`;
		const id = pair() + pair();
		if (!isTaken(id)) {
			return id;
		}
	}
}
