import {nameOf} from '../../core/files/paths.ts';
import {whyUnsafe} from '../../core/files/unsafe-name.ts';
import {isPartName} from '../../core/transfers/names.ts';
import type {TransferRequest} from '../../core/transfers/transfer.ts';
import type {BulkFiles} from './bulk-files.ts';
import {type Walk, walkSource} from './walk-source.ts';

/** An older walk is not used, in milliseconds: somebody may have been asked for a password meanwhile. */
const freshFor = 5000;

/** Gives the walk over what a request asks for, once it is over; null where there is none of that, or it is too old. */
export type WalkedAhead = (
	request: TransferRequest,
	onProgress: ((items: number) => void) | undefined,
) => Promise<Walk | null>;

/**
 * Walks over files of this machine at once: while the host that they go to is connected to there is nothing else to do.
 * Serves one request.
 */
export function walkAhead(
	source: BulkFiles,
	{paths, followsLinks}: {readonly paths: readonly string[]; readonly followsLinks: boolean},
	signal: AbortSignal,
): WalkedAhead {
	const since = performance.now();
	const own = new AbortController();
	const {walk, over} = walkSource({
		...{source, paths, followsLinks, name: null, isTargetHere: false},
		signal: AbortSignal.any([signal, own.signal]),
	});
	// What cannot be walked over is told by who tries again.
	const whole = over.then(
		() => true,
		() => false,
	);
	let isTaken = false;
	return async (request, onProgress) => {
		const {host, paths: wanted} = request.source;
		const isSame =
			host === null &&
			request.target.host !== null &&
			request.followsLinks === followsLinks &&
			wanted.join('\0') === paths.join('\0');
		const isUsable = request.name === null || [request.name, nameOf(paths[0]!)].every(isPlain);
		const isOld = performance.now() - since > freshFor;
		if (isOld && !isTaken) {
			own.abort();
		}
		if (!isSame || !isUsable || isTaken || isOld) {
			return null;
		}
		isTaken = true;
		walk.onProgress = onProgress ?? walk.onProgress;
		if (!(await whole)) {
			return null;
		}
		if (request.name !== null) {
			walk.named[0]!.name = request.name;
		}
		return walk;
	};
}

/** Whether a name is judged like any other. */
function isPlain(name: string): boolean {
	return whyUnsafe(name) === null && !isPartName(name);
}
