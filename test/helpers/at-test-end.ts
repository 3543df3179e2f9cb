import {after} from 'node:test';

/** Has something done when the running test ends. Outside of a test (in a bench) nobody does it but the caller. */
export function atTestEnd(act: () => void | Promise<void>): void {
	if (process.env['NODE_TEST_CONTEXT'] !== undefined) {
		after(act);
	}
}
