import {isAbort} from '../../../core/errors.ts';
import type {Context} from '../../context.ts';

/** Does work that Ctrl+C cancels, as does Esc at a question of it; then that is said. */
export async function cancellable(
	context: Context,
	title: string,
	task: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
	await context.work(title, async signal => {
		try {
			await task(signal);
		} catch (error) {
			if (!isAbort(error)) {
				throw error;
			}
			context.say('info', `Cancelled: ${title}.`);
		}
	});
}

/** Reads the key files anew, and asks the agent, so that the pane shows what was done. */
export async function readAnew({services, state, send}: Context, signal: AbortSignal): Promise<void> {
	const named = state().hosts.reading?.keyUses.named ?? [];
	const [agent, files] = await Promise.all([
		services.keys.agent(null, signal),
		services.keys.files(named, signal),
	]);
	send({type: 'agent-read', agent});
	send({type: 'keys-read', files});
}
