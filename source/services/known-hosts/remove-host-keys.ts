import {Failure, Refusal} from '../../core/errors.ts';
import type {KnownHostKey} from '../../core/known-hosts/known-host-state.ts';
import type {Removal} from '../../core/known-hosts/removal.ts';
import {printable} from '../../core/text/printable.ts';
import {replaceFile} from '../replace-file.ts';
import {type FilePlan, planRemoval} from './plan-removal.ts';
import {writeUndo} from './undo-removal.ts';

/**
 * Removes exactly these entries, as a look-up found them, from the user's known_hosts files (`userFiles`, absolute): a
 * line of their own, or their name from a line that names other hosts too. Every other byte stays, and so do mode and
 * owner; a link stays one. All or nothing is planned before the first file is written, and `undoFile` (0600) keeps what
 * `undoRemoval` needs. Throws a Refusal for an entry of another file, of another kind, or one that is not there any
 * more, and a Failure where a file cannot be written.
 */
export async function removeHostKeys(
	entries: readonly KnownHostKey[],
	{userFiles, undoFile}: {readonly userFiles: readonly string[]; readonly undoFile: string},
): Promise<Removal> {
	for (const {file, line, trust} of entries) {
		if (!userFiles.includes(file)) {
			throw new Refusal(
				`${printable(file)} is not your own known_hosts file.`,
				'Ask who keeps this machine.',
			);
		}
		if (trust !== 'known') {
			throw new Refusal(`${printable(file)}:${line} is marked as ${trust}: such a line stays.`);
		}
	}
	const plans: FilePlan[] = [];
	for (const [file, own] of Map.groupBy(entries, entry => entry.file)) {
		const plan = await planRemoval(file, own);
		// Two names may lead to one file; its entries were then found twice.
		if (!plans.some(({target}) => target === plan.target)) {
			plans.push(plan);
		}
	}
	await writeUndo(undoFile, plans);
	for (const {file, target, after, stats} of plans) {
		await replaceFile(target, after, stats).catch((cause: unknown) => {
			if (cause instanceof Refusal) {
				throw cause;
			}
			const reason = printable(cause instanceof Error ? cause.message : String(cause));
			throw new Failure(`${printable(file)} could not be changed: ${reason}`, {cause});
		});
	}
	return {files: plans.map(({file, lines}) => ({file, lines}))};
}
