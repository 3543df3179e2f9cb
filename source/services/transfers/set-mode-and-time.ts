import type {FileAttributes} from '../../core/files/entry.ts';
import {isFileFailure} from '../../core/files/file-failure.ts';
import type {AttributeChanges, OpenFile} from '../files/file-system.ts';
import {TargetProtected} from './carry.ts';
import type {Place} from './place.ts';

/**
 * Whether the other side would not change the mode or time of something: object stores and some appliances never do. What it
 * holds is none the worse for that.
 */
export function isChangeRefused(error: unknown): boolean {
	return isFileFailure(error, 'permission', 'unsupported', 'failure');
}

/**
 * Gives a part file its mode and time, as far as the other side does that, and looks at it. Rejects with a TargetProtected
 * where what it replaces would get another mode.
 */
export async function setModeAndTime(
	part: OpenFile,
	changes: AttributeChanges,
	{replaced, mode}: Pick<Place, 'replaced' | 'mode'>,
	signal?: AbortSignal,
): Promise<{readonly seen: FileAttributes; readonly isRefused: boolean}> {
	const setting = part.setAttributes(changes, signal).then(
		() => false,
		(error: unknown) => {
			if (isChangeRefused(error)) {
				return true;
			}
			throw error;
		},
	);
	const [isRefused, seen] = await Promise.all([setting, part.stat(signal)]);
	if (isRefused && replaced !== null && (seen.mode & 0o777) !== mode) {
		throw new TargetProtected('Its mode cannot be kept there; replaced, it would have another.', replaced);
	}
	return {seen, isRefused};
}
