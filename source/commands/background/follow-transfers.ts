import {parentOf} from '../../core/files/paths.ts';
import {isOver, type Transfer} from '../../core/transfers/transfer.ts';
import {endText} from '../../core/transfers/transfer-words.ts';
import type {Context} from '../context.ts';
import {sweepEdits} from '../files/sweep-edits.ts';

type Following = Pick<Context, 'send' | 'services' | 'files' | 'say'> & {
	/** Hears of a transfer that asks for the first time. */
	readonly onAsked: (transfer: Transfer) => void;
};

/** Reads the directories anew that a transfer has changed. */
function refresh({files}: Pick<Context, 'files'>, {request}: Transfer): void {
	const {source, target, isMove} = request;
	files.refreshDirectory(target.host, target.directory);
	if (isMove) {
		for (const directory of new Set(source.paths.map(parentOf))) {
			files.refreshDirectory(source.host, directory);
		}
	}
}

function isMoving({state}: Transfer): boolean {
	return state === 'running' || state === 'pausing' || state === 'cancelling';
}

function hasStopped(transfer: Transfer, then: Transfer | undefined): boolean {
	return isOver(transfer)
		? then === undefined || !isOver(then)
		: then !== undefined && isMoving(then) && !isMoving(transfer);
}

/** Brings the queue of transfers onto the screen, says how each of them ends, and shows what has changed. Returns how to stop that. */
export function followTransfers({send, services, files, say, onAsked}: Following): () => void {
	let before: ReadonlyMap<string, Transfer> | null = null;
	return services.transfers.follow(transfers => {
		send({type: 'transfers-told', transfers});
		for (const transfer of transfers) {
			const then = before?.get(transfer.id);
			// What was over when we came is no news.
			if (before !== null && isOver(transfer) && (then === undefined || !isOver(then))) {
				say(transfer.state === 'done' ? 'good' : 'warning', endText(transfer));
				// An edited copy that an earlier run had begun to save has gone.
				void sweepEdits({send, services});
			}
			// What has arrived shows as soon as no more comes.
			if (before !== null && hasStopped(transfer, then)) {
				refresh({files}, transfer);
			}
			if (transfer.asked > 0 && (then?.asked ?? 0) === 0) {
				onAsked(transfer);
			}
		}
		before = new Map(transfers.map(transfer => [transfer.id, transfer]));
	});
}
