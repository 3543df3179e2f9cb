import {isAbort} from '../core/errors.ts';
import type {Context} from './context.ts';

/** What is over sooner is not shown, in milliseconds: a dialog that only flashes is noise. */
const patience = 200;

/**
 * Does work that Esc cancels, and keeps the keys until it is over: what is typed ahead is meant for what comes of it, never
 * for the list below. `mayAsk`: see the dialog.
 */
export async function whileBusy(
	{work, send, say}: Pick<Context, 'work' | 'send' | 'say'>,
	title: string,
	task: (signal: AbortSignal, retitle: (title: string) => void) => Promise<void>,
	{mayAsk = false}: {readonly mayAsk?: boolean} = {},
): Promise<void> {
	send({type: 'dialog-stacked', dialog: {kind: 'busy', isShown: false, mayAsk}});
	const timer = setTimeout(() => send({type: 'busy-shown'}), patience);
	try {
		await work(title, task);
	} catch (error) {
		if (isAbort(error)) {
			say('info', `Cancelled: ${title}`);
		}
		throw error;
	} finally {
		clearTimeout(timer);
		send({type: 'busy-ended'});
	}
}

/** The same for work that asks the user, mostly for secrets: what is typed between two questions goes nowhere. */
export function whileAsking(
	context: Pick<Context, 'work' | 'send' | 'say'>,
	title: string,
	task: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
	return whileBusy(context, title, task, {mayAsk: true});
}

/** The same for work that gives something. */
export async function makeWhileBusy<Result>(
	context: Pick<Context, 'work' | 'send' | 'say'>,
	title: string,
	make: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const made: Result[] = [];
	await whileBusy(context, title, async signal => {
		made.push(await make(signal));
	});
	return made[0] as Result;
}
