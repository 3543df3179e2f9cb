import {printable} from '../core/text/printable.ts';
import type {FailedItem, Totals, Transfer} from '../core/transfers/transfer.ts';
import {jsonText} from './print-json.ts';
import type {CliContext} from './subcommand.ts';

/** What became of a transfer. */
export type Outcome = Pick<
	Transfer,
	'state' | 'reason' | 'notes' | 'totals' | 'done' | 'skipped' | 'failures' | 'left'
>;

/** What became of one where nothing was done. */
export function nothingDone(failures: readonly FailedItem[]): Outcome {
	const done = {files: 0, directories: 0, links: 0, bytes: 0};
	return {state: 'failed', reason: null, notes: [], totals: null, done, skipped: 0, failures, left: []};
}

/** Tells what did not arrive, or all of it as JSON. Gives the exit code: 1 when something that was asked for did not arrive. */
export function report(
	outcomes: readonly Outcome[],
	json: boolean,
	{out, err}: Pick<CliContext, 'out' | 'err'>,
): number {
	const isWhole = outcomes.every(isAllThere);
	if (json) {
		out(jsonText(forMachines(outcomes, isWhole)));
		return isWhole ? 0 : 1;
	}
	for (const outcome of outcomes) {
		const {failures, left} = outcome;
		for (const {path, reason: why} of left) {
			err(`sallyport: ${printable(path)}: left out. ${why}\n`);
		}
		for (const {path, reason: why} of failures) {
			err(`sallyport: ${printable(path)}: ${why}\n`);
		}
		const reason = whyAll(outcome);
		if (reason !== null) {
			err(`sallyport: ${reason}\n`);
		}
	}
	for (const note of notesOf(outcomes)) {
		err(`sallyport: ${note}\n`);
	}
	return isWhole ? 0 : 1;
}

function notesOf(outcomes: readonly Outcome[]): readonly string[] {
	return [...new Set(outcomes.flatMap(({notes}) => notes))];
}

/** What lies in a directory may be left out; what was named itself is missed. */
function isAllThere({state, left}: Outcome): boolean {
	return state === 'done' && left.every(({path}) => path.includes('/'));
}

/** Why a transfer ended before everything in it was tried; null where it did not. */
function whyAll({state, reason, totals, done, failures}: Outcome): string | null {
	const count = ({files, directories, links}: Totals): number => files + directories + links;
	const isTried = failures.length > 0 && totals !== null && count(done) + failures.length >= count(totals);
	return state === 'failed' && !isTried ? reason : null;
}

function forMachines(outcomes: readonly Outcome[], ok: boolean): object {
	const sum = (count: (outcome: Outcome) => number): number =>
		outcomes.reduce((total, outcome) => total + count(outcome), 0);
	return {
		ok,
		files: sum(({done}) => done.files),
		directories: sum(({done}) => done.directories),
		links: sum(({done}) => done.links),
		bytes: sum(({done}) => done.bytes),
		skipped: sum(({skipped}) => skipped),
		failed: outcomes.flatMap((outcome): readonly {path: string | null; reason: string | null}[] => {
			const reason = whyAll(outcome);
			return reason === null ? outcome.failures : [...outcome.failures, {path: null, reason}];
		}),
		left: outcomes.flatMap(({left}) => left),
		notes: notesOf(outcomes),
	};
}
