import {execFileSync} from 'node:child_process';
import {closeSync, openSync, writeSync} from 'node:fs';
import type {TestContext} from 'node:test';
import {atExit} from './at-exit.ts';
import {tempDir} from './temp-dir.ts';

/** A file system of its own that can be full. */
export type SmallDisk = {readonly directory: string; resize(mebibytes: number): void};

/**
 * Mounts a small file system in memory, gone when the tests end. Null, and the test skipped, where that is not allowed (only
 * root can). One of size 0 has no end, and tells no size.
 */
export function smallDisk(mebibytes: number, test: TestContext): SmallDisk | null {
	const directory = tempDir('disk');
	const mount = (options: string): void => {
		execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', directory], {stdio: 'ignore'});
	};
	try {
		mount(`size=${mebibytes}m`);
	} catch {
		test.skip('no file system can be mounted here');
		return null;
	}
	atExit(() => execFileSync('umount', ['-l', directory], {stdio: 'ignore'}));
	return {directory, resize: size => mount(`remount,size=${size}m`)};
}

/** Takes all the room there is where a file is made. */
export function fillDisk(file: string): void {
	const descriptor = openSync(file, 'w');
	try {
		for (;;) {
			writeSync(descriptor, Buffer.alloc(256 * 1024));
		}
	} catch {
	} finally {
		closeSync(descriptor);
	}
}
