import {listStart} from '../../../core/list/position.ts';
import {isOver, type Transfer} from '../../../core/transfers/transfer.ts';
import {transferTitle} from '../../../core/transfers/transfer-words.ts';
import type {Context, Handler} from '../../context.ts';
import {answerQuestions} from '../../files/answer-questions.ts';

/** `w`: the transfers, the cursor on the first one that asks something. */
export function openTransfers({send, state}: Context): void {
	const cursor = Math.max(
		0,
		state().transfers.findIndex(({asked}) => asked > 0),
	);
	send({type: 'dialog-stacked', dialog: {kind: 'transfers', position: {...listStart, cursor}}});
}

/** The transfer under the cursor: without one none of these commands can run. */
function chosen({state}: Context): Transfer {
	const {dialog, transfers} = state();
	return transfers[dialog?.kind === 'transfers' ? dialog.position.cursor : 0] as Transfer;
}

/** Space: stops a transfer after what is written, or lets it go on. */
export function pauseOrResume(context: Context): void {
	const {id, state} = chosen(context);
	const {transfers} = context.services;
	if (state === 'paused' || state === 'pausing') {
		transfers.resume(id);
	} else if (state === 'failed') {
		transfers.retry(id);
	} else {
		transfers.pause(id);
	}
}

export async function cancelTransfer(context: Context): Promise<void> {
	const transfer = chosen(context);
	const isAgreed = await context.dialogs.confirm({
		title: 'Cancel the transfer',
		body: [{text: transferTitle(transfer.request)}],
		question: 'Cancel it? What has arrived stays, what is half there is removed.',
	});
	if (isAgreed) {
		context.services.transfers.cancel(transfer.id);
	}
}

export function retryTransfer(context: Context): void {
	context.services.transfers.retry(chosen(context).id);
}

export const clearTransfers: Handler = ({services}) => services.transfers.clear();

/** Enter: the questions of the transfer. */
export async function answerChosen(context: Context): Promise<void> {
	await answerQuestions(context, chosen(context).id);
}

/** Ends the program; while transfers are under way it asks what becomes of them. */
export async function quit(context: Context): Promise<void> {
	const {state, services, terminal, dialogs, say} = context;
	const {work} = state();
	if (work.length > 0) {
		const mayQuit = await dialogs.confirm({
			title: 'Something is under way',
			body: work.map(text => ({text})),
			question: 'Quit? It is cancelled; what is done by then stays.',
		});
		if (!mayQuit) {
			return;
		}
	}
	const underWay = () =>
		state().transfers.filter(transfer => !isOver(transfer) && transfer.state !== 'paused');
	if (underWay().length > 0) {
		const items = [
			{label: 'Pause them and quit', note: 'at the next start, Space in w goes on', act: 'pause'},
			{label: 'Wait until they are over, then quit', note: 'Ctrl+C ends the wait', act: 'wait'},
			{label: 'Stay', act: 'stay'},
		] as const;
		const title = underWay().length === 1 ? 'A transfer is under way' : 'Transfers are under way';
		const item = await dialogs.choose({title, items});
		if (item === null || item.act === 'stay') {
			return;
		}
		if (item.act === 'wait') {
			await context.work('wait for the transfers, then quit', signal => untilOver(context, signal));
		}
		say('info', 'Ending …');
	}
	await services.transfers.close();
	terminal.quit(0);
}

function untilOver({services}: Context, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		let stop: () => void = () => {};
		const end = (settle: () => void): void => {
			signal.removeEventListener('abort', onAbort);
			// The first call comes before `stop` is known.
			queueMicrotask(() => stop());
			settle();
		};
		const onAbort = (): void => end(() => reject(signal.reason));
		signal.addEventListener('abort', onAbort, {once: true});
		stop = services.transfers.follow(transfers => {
			if (transfers.every(transfer => isOver(transfer) || transfer.state === 'paused')) {
				end(resolve);
			}
		});
	});
}
