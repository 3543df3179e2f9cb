import type {Stats} from 'node:fs';
import {realpath} from 'node:fs/promises';
import {Failure, Refusal} from '../../core/errors.ts';
import type {KnownHostKey} from '../../core/known-hosts/known-host-state.ts';
import type {RemovedLine} from '../../core/known-hosts/removal.ts';
import {withoutNames} from '../../core/known-hosts/without-names.ts';
import {printable} from '../../core/text/printable.ts';
import {readRegular} from '../keys/read-regular.ts';
import {keysOfLine} from './look-up-host-keys.ts';

const sizeLimit = 16 * 1024 * 1024;

/** What is to become of one file. `target` is where its links lead. */
export type FilePlan = {
	readonly file: string;
	readonly target: string;
	readonly stats: Stats;
	readonly before: Buffer;
	readonly after: Buffer;
	readonly lines: readonly RemovedLine[];
};

/**
 * What a file is without some of its entries; writes nothing. Throws a Refusal where a line no longer holds its entry,
 * or names the host by a pattern that other hosts share; a Failure where the file cannot be read.
 */
export async function planRemoval(file: string, entries: readonly KnownHostKey[]): Promise<FilePlan> {
	const target = await realpath(file).catch((cause: unknown) => {
		throw new Failure(`${printable(file)} cannot be read.`, {cause});
	});
	const read = await readRegular(target, sizeLimit);
	if ('error' in read || !read.complete) {
		throw new Failure(`${printable(file)} cannot be read as a whole.`);
	}
	const {stats, bytes} = read;
	const user = process.geteuid?.();
	if (user !== 0 && stats.uid !== user) {
		throw new Refusal(`${printable(file)} belongs to somebody else.`, 'Ask its owner to change it.');
	}
	// One byte, one character: whatever is no UTF-8 stays as it is.
	const lines: (string | null)[] = bytes.toString('latin1').split('\n');
	const removed = [...Map.groupBy(entries, ({line}) => line)].map(([number, own]): RemovedLine => {
		const place = `${printable(file)}:${number}`;
		const without = lineWithout(lines[number - 1] ?? '', own, place);
		// The end of the line before stays: ssh (9.2) would write its next key behind an unfinished line.
		lines[number - 1] = without.text ?? (number === lines.length ? '' : null);
		return {line: number, left: without.left};
	});
	const kept = lines.filter(line => line !== null).join('\n');
	return {file, target, stats, before: bytes, after: Buffer.from(kept, 'latin1'), lines: removed};
}

function lineWithout(
	line: string,
	entries: readonly KnownHostKey[],
	place: string,
): {text: string | null; left: readonly string[]} {
	const names = entries.map(({name}) => name);
	const there = keysOfLine(Buffer.from(line, 'latin1').toString(), names, {file: '', line: 0});
	const isThere = (entry: KnownHostKey): boolean =>
		there.some(({name, trust, fingerprint}) => {
			return name === entry.name && trust === 'known' && fingerprint === entry.fingerprint;
		});
	if (!entries.every(isThere)) {
		throw new Refusal(`${place} has changed since it was looked at.`, 'Nothing was removed; connect again.');
	}
	const without = withoutNames(
		line,
		names.map(name => Buffer.from(name).toString('latin1')),
	);
	if ('pattern' in without) {
		throw new Refusal(
			`${place} is for other hosts too, by its pattern ${printable(without.pattern)}.`,
			'Nothing was removed; change that line in an editor.',
		);
	}
	return without;
}
