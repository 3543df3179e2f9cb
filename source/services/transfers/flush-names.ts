import {isSessionEnd} from '../../core/files/file-failure.ts';
import {targetOf} from '../../core/transfers/item.ts';
import {type Carry, firstOf} from './carry.ts';
import type {Run} from './run.ts';

const atOnce = 16;

/**
 * Has a host flush the names of what has arrived: a file whose content is on the disk may have that of its part file still
 * after a crash. A directory is opened as a file for that; a server that does not do so writes names when it likes.
 */
export async function flushNames({scan}: Run, {target, directory}: Carry): Promise<void> {
	const arrived = scan!.items.filter(({parent, step}) => parent !== null && step === 'done');
	const paths = [...new Set(arrived.map(({parent}) => parent!))].map(item => targetOf(item, directory));
	const files = firstOf(target);
	const flush = async (path: string): Promise<void> => {
		try {
			const opened = await files.open(path, 'read');
			await Promise.all([opened.sync(), opened.close()]);
		} catch (error) {
			if (isSessionEnd(error)) {
				throw error;
			}
		}
	};
	const most = Math.max(1, Math.min(atOnce, files.limits.openHandles));
	for (let start = 0; start < paths.length; start += most) {
		await Promise.all(paths.slice(start, start + most).map(flush));
	}
}
