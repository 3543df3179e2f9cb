import type {Stats} from 'node:fs';
import {type FileAttributes, typeOfMode} from '../../../core/files/entry.ts';

export function attributesOf({mode, size, mtimeMs, uid, gid}: Stats): FileAttributes {
	return {type: typeOfMode(mode), size, mtime: Math.floor(mtimeMs / 1000), mode: mode & 0o7777, uid, gid};
}

/** Seconds as a time that utimes takes: of a negative number it makes the present. */
export function dateOf(seconds: number): Date {
	return new Date(seconds * 1000);
}
