import type {Decision, Side} from './transfer.ts';

/** What becomes of an item whose target exists. */
export type Action = 'overwrite' | 'resume' | 'rename' | 'skip';

/**
 * What a decision means for one item. A time is compared to the second, as SFTP knows no more; a resume that has nothing
 * to go on from is an overwrite, and nothing at all where both have the same size and time.
 */
export function actionFor(decision: Decision, source: Side, target: Side): Action {
	switch (decision) {
		case 'if-newer':
			return Math.floor(source.mtime) > Math.floor(target.mtime) ? 'overwrite' : 'skip';
		case 'if-size-differs':
			return source.size === target.size ? 'skip' : 'overwrite';
		case 'resume':
			return resumed(source, target);
		default:
			return decision;
	}
}

function resumed(source: Side, target: Side): Action {
	if (target.type !== 'file' || target.size === 0 || target.size > source.size) {
		return 'overwrite';
	}
	if (target.size < source.size) {
		return 'resume';
	}
	return looksSame(source, target) ? 'skip' : 'overwrite';
}

/** Whether two sides look the same: their types and sizes, and their times to the second. */
export function looksSame(one: Side, other: Side): boolean {
	return (
		one.type === other.type && one.size === other.size && Math.floor(one.mtime) === Math.floor(other.mtime)
	);
}

const forFiles: readonly Decision[] = [
	'overwrite',
	'if-newer',
	'if-size-differs',
	'resume',
	'rename',
	'skip',
];

/** The decisions that make sense for an item and what is in its place: only a file or a link is ever replaced. */
export function choicesFor(source: Side, target: Side): readonly Decision[] {
	if (target.type === 'directory' || target.type === 'other' || source.type === 'directory') {
		return ['rename', 'skip'];
	}
	if (source.type === 'link') {
		return ['overwrite', 'if-newer', 'rename', 'skip'];
	}
	return target.type === 'file' && target.size < source.size
		? forFiles
		: forFiles.filter(decision => decision !== 'resume');
}
