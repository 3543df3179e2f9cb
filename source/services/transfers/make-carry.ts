import {type Carry, firstOf} from './carry.ts';
import type {Ends} from './ends.ts';
import {openFlow, openPool} from './flow.ts';
import {nameBytes} from './plan-items.ts';
import {partNameIn, type Run} from './run.ts';

/** Bytes in flight in all, at most. */
const room = 20 * 1024 * 1024;
/** Of buffers, besides a piece: a file gets the next longer one, so that not much more memory is held than is in flight. */
const shortLengths = [16, 32, 64, 128].map(kibibytes => kibibytes * 1024);
const longestPiece = 256 * 1024;

/** What the items of a run need to be carried over, once it is scanned. */
export function makeCarry(
	run: Run,
	{source, target}: Ends,
	{backups, signal}: Pick<Carry, 'backups' | 'signal'>,
): Carry {
	const lengths = [firstOf(source).limits.readLength, firstOf(target).limits.writeLength, longestPiece];
	const piece = Math.min(...lengths);
	const staged: Carry['staged'] = new Map();
	return {
		source,
		target,
		root: run.scan!.realTarget,
		directory: run.request.target.directory,
		partName: item => partNameIn(run, item),
		umask: target.host === null ? process.umask() : 0,
		isMove: run.request.isMove,
		// A host flushes file by file; this machine flushes all at the end of a move.
		isCareful: run.scan!.items.length === 2 || (run.request.isMove && target.host !== null),
		backups,
		flow: openFlow(room),
		pool: openPool([...shortLengths.filter(length => length < piece), piece], 16 * 1024 * 1024),
		ways: new Map(),
		staged,
		piece,
		isOurs: item => item !== null && (run.made.has(item.key) || staged.has(item)),
		begun: item => run.begun.get(item.key) ?? null,
		onBegun(item) {
			const {key, size, mtime} = item;
			run.begun.set(key, {size, mtime, mark: 0});
			run.journal.write({type: 'began', from: key, size, mtime});
		},
		onMark({key}, at) {
			const begun = run.begun.get(key);
			if (begun !== undefined) {
				run.begun.set(key, {...begun, mark: at});
				run.journal.write({type: 'mark', from: key, at});
			}
		},
		onAside({key, leadsTo, ...item}, path) {
			// A link is as long as what it says.
			const size = leadsTo === null ? item.size : nameBytes(leadsTo);
			if (path === null) {
				run.asides.delete(key);
			} else {
				run.asides.set(key, {path, size});
				run.journal.write({type: 'aside', from: key, path, size});
			}
		},
		onRefused() {
			run.hasRefused = true;
		},
		signal,
	};
}
