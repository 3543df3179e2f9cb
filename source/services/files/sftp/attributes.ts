import {type FileAttributes, typeOfMode} from '../../../core/files/entry.ts';
import type {EngineAttributes} from './engine.ts';

/** What a server tells of a file, as far as it makes sense; null when it does not tell what it is. */
export function attributesOf({size, mtime, mode, uid, gid}: EngineAttributes): FileAttributes | null {
	if (mode === undefined) {
		return null;
	}
	return {
		type: typeOfMode(mode),
		size: Math.min(size ?? 0, Number.MAX_SAFE_INTEGER),
		mtime: mtime ?? 0,
		mode: mode & 0o7777,
		uid: uid ?? null,
		gid: gid ?? null,
	};
}
