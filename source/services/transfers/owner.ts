import {isFileFailure} from '../../core/files/file-failure.ts';
import type {Existing} from '../../core/transfers/item.ts';
import type {FileSystem, OpenFile} from '../files/file-system.ts';
import {TargetProtected} from './carry.ts';

/**
 * A file that replaces another one must belong to the same user and group: the part file tells whose it would be. It is
 * closed where this throws.
 */
export async function checkOwner(
	part: OpenFile,
	{replaced, part: path}: {readonly replaced: Existing | null; readonly part: string},
	files: FileSystem,
	signal?: AbortSignal,
): Promise<void> {
	if (replaced === null || replaced.uid === null) {
		return;
	}
	const why = await whyOtherOwner(part, replaced, signal).catch(async (error: unknown) => {
		await part.close().catch(() => {});
		throw error;
	});
	if (why !== null) {
		await part.close();
		await files.removeFile(path);
		throw new TargetProtected(why, replaced);
	}
}

async function whyOtherOwner(
	part: OpenFile,
	replaced: Existing,
	signal: AbortSignal | undefined,
): Promise<string | null> {
	const {uid, gid} = await part.stat(signal);
	return uid !== null && uid !== replaced.uid
		? 'It belongs to another user; replaced, it would be yours.'
		: whyOtherGroup(part, {uid, gid}, replaced.gid);
}

/** Gives a part file the group of what it replaces; why that cannot be. */
async function whyOtherGroup(
	part: OpenFile,
	{uid, gid}: {readonly uid: number | null; readonly gid: number | null},
	wanted: number | null,
): Promise<string | null> {
	if (uid === null || gid === null || wanted === null || gid === wanted) {
		return null;
	}
	try {
		await part.setAttributes({owner: {uid, gid: wanted}});
		return null;
	} catch (error) {
		if (!isFileFailure(error, 'permission', 'failure', 'unsupported')) {
			throw error;
		}
		return 'It belongs to a group that you cannot give; replaced, it would be of yours.';
	}
}
