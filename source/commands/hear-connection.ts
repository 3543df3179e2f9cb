import type {ConnectionNews} from '../services/keeper/connections.ts';
import type {Context} from './context.ts';
import {rememberUse} from './remember.ts';

/** Brings what a shared login taught about its host onto the screen and into the memory. */
export async function hearConnection(
	context: Pick<Context, 'services' | 'send' | 'refresh'>,
	news: ConnectionNews,
): Promise<void> {
	const {alias} = news;
	const now = context.services.now();
	const use = {startedAt: now, endedAt: now};
	switch (news.type) {
		case 'opened':
			context.send({type: 'connection-opened', alias});
			await rememberUse(context, alias, {...use, outcome: {isOk: true}});
			// A host key may have become known.
			context.refresh();
			break;
		case 'failed':
			await rememberUse(context, alias, {...use, outcome: {isOk: false, reason: news.reason}});
			break;
		case 'ended':
			context.send({type: 'connection-ended', alias});
	}
}
