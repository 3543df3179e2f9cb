import {relative} from 'node:path';
import {bytesOf} from '../core/text/byte-text.ts';
import {printable} from '../core/text/printable.ts';
import type {DiffLine} from '../core/text/unified-diff.ts';
import type {EditPlan} from '../services/host-edits/edit-plan.ts';

function textOf(names: readonly [before: string, after: string], lines: readonly DiffLine[]): string {
	const [before, after] = names;
	const all = lines.map(({kind, text}) => (kind === '@' ? text : kind + text));
	return [`--- ${before}`, `+++ ${after}`, ...all, ''].join('\n');
}

/** The differences of a plan for reading: clean, tabs as spaces. */
export function readableDiff({diffs}: Pick<EditPlan, 'diffs'>): string {
	const clean = ({kind, text}: DiffLine): DiffLine => ({
		kind,
		text: printable(text.replaceAll('\t', '    ')),
	});
	return diffs.map(({file, lines}) => textOf([printable(file), printable(file)], lines.map(clean))).join('');
}

/** The same byte by byte, as patch(1) and `git apply` take it with `-p0` in the working directory, where the file lies below that. */
export function exactDiff({diffs, files}: Pick<EditPlan, 'diffs' | 'files'>): Uint8Array {
	const directory = workingDirectory();
	const texts = diffs.map(({file, lines}) => {
		const {target = file, stats} = files.find(each => each.file === file) ?? {};
		const inside = directory === null ? target : relative(directory, target);
		// Both refuse a file elsewhere: it is told of by its whole path, for people.
		const name = quoted(inside.startsWith('../') ? target : inside);
		return textOf([stats === null ? '/dev/null' : name, name], lines);
	});
	return bytesOf(texts.join(''));
}

/** Null where it was removed. */
function workingDirectory(): string | null {
	try {
		return process.cwd();
	} catch {
		return null;
	}
}

/** A name as diff(1) writes it: what could end it early is escaped, or followed by a tab. */
function quoted(name: string): string {
	if (!/[\0-\x1F"\\\x7F]/.test(name)) {
		return name.includes(' ') ? `${name}\t` : name;
	}
	const escaped = name.replaceAll(
		/[\0-\x1F"\\\x7F]/g,
		each => `\\${each.charCodeAt(0).toString(8).padStart(3, '0')}`,
	);
	return `"${escaped}"`;
}
