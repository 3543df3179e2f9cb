import {createHash} from 'node:crypto';
import {readFile, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import {Failure, Refusal} from '../../core/errors.ts';
import {printable} from '../../core/text/printable.ts';
import {readRegular} from '../keys/read-regular.ts';
import {makePrivateDirectory} from '../private-directory.ts';
import {replaceFile} from '../replace-file.ts';
import type {FilePlan} from './plan-removal.ts';

/** A file as it was before (`before`, base64) and a SHA-256 of how it was left (`after`, hex). */
type UndoEntry = {
	readonly file: string;
	readonly target: string;
	readonly before: string;
	readonly after: string;
};

/** The size that a known_hosts file may have to be put back. */
const sizeLimit = 16 * 1024 * 1024;

function digest(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** Notes how to undo a removal, before it is done. Throws a Refusal where that cannot be written: nothing goes without a way back. */
export async function writeUndo(undoFile: string, plans: readonly FilePlan[]): Promise<void> {
	const files = plans.map(
		({file, target, before, after}): UndoEntry => ({
			file,
			target,
			before: before.toString('base64'),
			after: digest(after),
		}),
	);
	try {
		makePrivateDirectory(dirname(undoFile));
		await writeFileAtomic(undoFile, `${JSON.stringify({version: 1, files})}\n`, {mode: 0o600});
	} catch (error) {
		throw new Refusal(
			`Nothing was removed: no copy could be kept in ${printable(undoFile)}.`,
			printable(error instanceof Error ? error.message : ''),
		);
	}
}

async function readUndo(undoFile: string): Promise<readonly UndoEntry[] | null> {
	let text: string;
	try {
		text = await readFile(undoFile, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return null;
		}
		throw new Failure(`${printable(undoFile)} cannot be read.`, {cause: error});
	}
	try {
		return parseUndo(JSON.parse(text));
	} catch (cause) {
		throw new Failure(`${printable(undoFile)} is damaged: nothing can be put back by it.`, {cause});
	}
}

function parseUndo(record: {version?: unknown; files?: unknown}): readonly UndoEntry[] {
	const fields = ['file', 'target', 'before', 'after'] as const;
	const files: unknown[] = record.version === 1 && Array.isArray(record.files) ? record.files : [null];
	return files.map(entry => {
		const known = entry as UndoEntry;
		if (!fields.every(field => typeof known[field] === 'string')) {
			throw new TypeError('An entry lacks a field.');
		}
		return known;
	});
}

/**
 * Puts back what the last removal took, if each file is still as that left it; gives the files, or null when there is
 * nothing to undo. Throws a Refusal naming the file that has changed since, a Failure where one cannot be written.
 */
export async function undoRemoval(undoFile: string): Promise<readonly string[] | null> {
	const entries = await readUndo(undoFile);
	if (entries === null) {
		return null;
	}
	const ready = [];
	for (const entry of entries) {
		const read = await readRegular(entry.target, sizeLimit);
		if ('bytes' in read && read.bytes.equals(Buffer.from(entry.before, 'base64'))) {
			continue;
		}
		if ('error' in read || digest(read.bytes) !== entry.after) {
			throw new Refusal(
				`${printable(entry.file)} has changed since keys were removed: it stays as it is.`,
				`Its old lines are in ${printable(undoFile)}.`,
			);
		}
		ready.push({...entry, stats: read.stats});
	}
	for (const {file, target, before, stats} of ready) {
		await replaceFile(target, Buffer.from(before, 'base64'), stats).catch((cause: unknown) => {
			throw cause instanceof Refusal
				? cause
				: new Failure(`${printable(file)} could not be changed.`, {cause});
		});
	}
	await rm(undoFile, {force: true});
	return entries.map(({file}) => file);
}
