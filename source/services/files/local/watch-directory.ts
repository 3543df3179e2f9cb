import {watch} from 'node:fs';
import {encodeName} from '../../../core/files/byte-names.ts';

/**
 * Calls back when something in a directory of this machine changes. Where the system cannot tell (no such directory, no more
 * watches, a network file system) nothing is ever heard. Returns how to stop.
 */
export function watchDirectory(path: string, onChange: () => void): () => void {
	try {
		const watcher = watch(Buffer.from(encodeName(path)), {persistent: false}, () => onChange());
		watcher.on('error', () => watcher.close());
		return () => watcher.close();
	} catch {
		return () => {};
	}
}
