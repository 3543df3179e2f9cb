import {nameOf} from '../files/paths.ts';
import {sizeText} from '../files/show-entry.ts';
import {counted, grouped} from '../text/numbers.ts';
import {printable, printableName} from '../text/printable.ts';
import type {Totals, Transfer, TransferRequest} from './transfer.ts';

/** A time that is left, in seconds: `0:05`, `12:34`, `1:02:03`. */
function clock(seconds: number): string {
	const all = Math.ceil(seconds);
	const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
	const two = (value: number): string => String(value).padStart(2, '0');
	return hours > 0 ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}

function itemsOf({files, links, directories}: Totals): number {
	return files + links + directories;
}

/** What is copied or moved, and where to: `copy a.txt to web-1:/srv`. Clean. */
export function transferTitle({source, target, isMove, name}: TransferRequest): string {
	const [first = ''] = source.paths;
	const what =
		source.paths.length === 1
			? printableName(nameOf(first))
			: counted(source.paths.length, 'entry', 'entries');
	const from = source.host === null ? '' : ` from ${source.host}`;
	const directory = target.host === null ? target.directory : `${target.host}:${target.directory}`;
	const to = name === null || name === nameOf(first) ? directory : `${directory.replace(/\/$/, '')}/${name}`;
	return printable(`${isMove ? 'move' : 'copy'} ${what}${from} to ${to}`);
}

/** How much of the bytes (or, where there are none, of the items) has arrived, in whole percent; null while nobody knows. */
function percentOf({totals, done}: Transfer): number | null {
	if (totals === null) {
		return null;
	}
	const [part, all] = totals.bytes > 0 ? [done.bytes, totals.bytes] : [itemsOf(done), itemsOf(totals)];
	return all === 0 ? 100 : Math.min(100, Math.floor((part / all) * 100));
}

/**
 * How it stands with a transfer, in clean parts that can be left out from the end: `paused`, `45 %`, `45 M of 120 M`,
 * `12 M/s`, `0:07 left`, `3 of 12 files`.
 */
export function statusParts(transfer: Transfer): readonly string[] {
	const {state, reason} = transfer;
	const isUsual = state === 'running' || state === 'scanning' || state === 'queued';
	const hint = state === 'paused' ? ': Space in w goes on' : '';
	return [
		...(isUsual ? [] : [state + hint]),
		...(reason === null ? [] : [printable(reason)]),
		...progressParts(transfer),
	];
}

function progressParts(transfer: Transfer): readonly string[] {
	const {state, totals, done, rate, secondsLeft, asked} = transfer;
	const questions = asked > 0 ? [`${counted(asked, 'question')}: w answers`] : [];
	if (totals === null) {
		const beginning = {queued: 'waits for its turn', scanning: 'looking what there is …'};
		return [...questions, ...(state === 'queued' || state === 'scanning' ? [beginning[state]] : [])];
	}
	const items = totals.files + totals.links;
	return [
		...questions,
		`${percentOf(transfer) ?? 0} %`,
		`${sizeText(done.bytes)} of ${sizeText(totals.bytes)}`,
		...(rate === null || state !== 'running' ? [] : [`${sizeText(rate)}/s`]),
		...(secondsLeft === null || state !== 'running' ? [] : [`${clock(secondsLeft)} left`]),
		...(items > 1 ? [`${grouped(done.files + done.links)} of ${counted(items, 'file')}`] : []),
	];
}

/** That the target would not change modes or times. Clean. */
export function notKeptText({target}: Pick<TransferRequest, 'target'>): string {
	const where = target.host === null ? 'This machine' : printable(target.host);
	return `${where} refused to set modes or times: they could not all be kept, and what is new there may be for its owner alone.`;
}

/** How a transfer ended, as a sentence. Clean. */
export function endText(transfer: Transfer): string {
	const {state, done, failed, skipped, unfit, request, reason} = transfer;
	const title = transferTitle(request);
	if (state === 'cancelled') {
		return ['Cancelled:', `${title}.`, 'What had arrived stays.', printable(reason ?? '')].join(' ').trim();
	}
	const counts = [
		`${counted(done.files + done.links, 'file')}, ${sizeText(done.bytes)}`,
		skipped > 0 ? `${grouped(skipped)} skipped` : '',
		unfit > 0 ? `${grouped(unfit)} left out` : '',
		failed > 0 ? `${counted(failed, 'entry', 'entries')} failed: w shows why` : '',
	];
	const why = state === 'failed' && failed === 0 && reason !== null ? `: ${printable(reason)}` : '';
	return `${state === 'failed' ? 'Not whole' : 'Done'}: ${title} (${counts.filter(Boolean).join(', ')})${why}`;
}
