import {counted, grouped} from '../text/numbers.ts';
import {type Item, pathOf} from './item.ts';
import {type Pace, rateOf, secondsFor} from './progress.ts';
import {
	type ActiveItem,
	type FailedItem,
	isOver,
	type Totals,
	type Transfer,
	type TransferQuestion,
} from './transfer.ts';

const mostActive = 20;

export type ViewPlan = Pick<
	Transfer,
	'id' | 'request' | 'state' | 'reason' | 'notes' | 'createdAt' | 'endedAt'
> & {
	/** Null before the scan is over. */
	readonly items: readonly Item[] | null;
	readonly questions: ReadonlyMap<number, TransferQuestion>;
	readonly pace: Pace;
	readonly now: number;
	/** How many items of a kind are told one by one. */
	readonly mostTold: number;
};

type Sums = {-readonly [Kind in keyof Totals]: Totals[Kind]};

const noSums = (): Sums => ({files: 0, directories: 0, links: 0, bytes: 0});

/** A transfer as it is shown. */
export function viewOf(plan: ViewPlan): Transfer {
	const {items, questions, pace, now, mostTold, ...own} = plan;
	const [totals, done] = [noSums(), noSums()];
	const counts = {skipped: 0, left: 0, failed: 0, bytesLeft: 0};
	const failures: FailedItem[] = [];
	const left: FailedItem[] = [];
	const tell = (list: FailedItem[], item: Item): void => {
		if (list.length < mostTold) {
			list.push({path: pathOf(item), reason: item.reason ?? ''});
		}
	};
	const active: ActiveItem[] = [];
	// They may wait for the others of their directory, long after they came.
	const whole: ActiveItem[] = [];
	for (const item of items ?? []) {
		if (item.parent === null) {
			continue;
		}
		const {step, size, arrived} = item;
		if (step === 'skipped') {
			counts.skipped += 1;
			continue;
		}
		if (step === 'left') {
			counts.left += 1;
			tell(left, item);
			continue;
		}
		add(totals, item, size);
		if (step === 'failed') {
			counts.failed += 1;
			tell(failures, item);
		} else if (step === 'done') {
			add(done, item, size);
		} else {
			done.bytes += arrived;
			counts.bytesLeft += size - arrived;
			const list = arrived < size ? active : whole;
			if (step === 'active' && list.length < mostActive) {
				list.push({path: pathOf(item), size, done: arrived});
			}
		}
	}
	// Nothing waits for the answers any more, though the questions were never answered.
	const open = isOver(own) || own.state === 'cancelling' ? [] : [...questions.values()];
	const rate = own.state === 'running' ? rateOf(pace, now) : null;
	return {
		...own,
		totals: items === null ? null : totals,
		done,
		skipped: counts.skipped,
		unfit: counts.left,
		failed: counts.failed,
		failures,
		left,
		active: active.length > 0 ? active : whole,
		asked: open.length,
		questions: open.slice(0, mostTold),
		rate,
		secondsLeft: own.state === 'running' ? secondsFor(counts.bytesLeft, rate) : null,
	};
}

function add(sums: Sums, {type}: Item, bytes: number): void {
	if (type === 'file') {
		sums.files += 1;
		sums.bytes += bytes;
	} else if (type === 'link') {
		sums.links += 1;
	} else {
		sums.directories += 1;
	}
}

/** How much of a transfer failed, as a sentence: `2 of 12 files and 1 of 3 directories failed.` */
export function failedText(items: readonly Item[]): string {
	const [totals, failed] = [noSums(), noSums()];
	for (const item of items) {
		if (item.parent !== null && item.step !== 'skipped' && item.step !== 'left') {
			add(totals, item, 0);
			if (item.step === 'failed') {
				add(failed, item, 0);
			}
		}
	}
	const files = failed.files + failed.links;
	const of = [
		...(files > 0 ? [`${grouped(files)} of ${counted(totals.files + totals.links, 'file')}`] : []),
		...(failed.directories > 0
			? [`${grouped(failed.directories)} of ${counted(totals.directories, 'directory', 'directories')}`]
			: []),
	];
	return `${of.join(' and ')} failed.`;
}

/** The bytes of a transfer that are there. */
export function bytesArrived(items: readonly Item[]): number {
	return items.reduce((sum, {arrived}) => sum + arrived, 0);
}
