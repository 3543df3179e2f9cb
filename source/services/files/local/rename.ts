import {link, lstat, rename, unlink} from 'node:fs/promises';

/** Renames; throws EEXIST when something else has the new name, and the system's other errors. */
export async function renameWithoutReplacing(from: Buffer, to: Buffer): Promise<void> {
	const source = await lstat(from);
	if (source.isFile() && source.nlink === 1 && (await isLinked(from, to))) {
		await unlink(from);
		return;
	}
	const target = await lstat(to).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') {
			return null;
		}
		throw error;
	});
	// A file system that is blind to case shows the file itself under its new name.
	const isSame = target?.ino === source.ino && target.dev === source.dev && source.nlink === target.nlink;
	if (target !== null && !(isSame && isCaseOnly(from, to))) {
		throw Object.assign(new Error('EEXIST: file already exists, rename'), {code: 'EEXIST'});
	}
	await rename(from, to);
}

/** A link takes a name only if it is free, in one step; false where there are none, or the name is not free. */
async function isLinked(from: Buffer, to: Buffer): Promise<boolean> {
	try {
		await link(from, to);
		return true;
	} catch (error) {
		const {code = ''} = error as NodeJS.ErrnoException;
		if (['EEXIST', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'].includes(code)) {
			return false;
		}
		throw error;
	}
}

function isCaseOnly(from: Buffer, to: Buffer): boolean {
	const folded = (path: Buffer): string => path.toString().normalize('NFC').toLowerCase();
	return folded(from) === folded(to);
}
