import {clip} from '../text/fit.ts';
import {counted, grouped} from '../text/numbers.ts';
import {printable} from '../text/printable.ts';
import type {Transfer} from './transfer.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** An amount of data by powers of 1000, as networks are measured: `999 B`, `1.2 MB`. */
function amount(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit += 1;
	}
	return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A time that is left, in seconds: `0:05`, `12:34`, `1:02:03`. */
function clock(seconds: number): string {
	const all = Math.ceil(seconds);
	const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
	const two = (value: number): string => String(value).padStart(2, '0');
	return hours > 0 ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}

/** A transfer in one line of at most so many cells. */
export function progressLine(transfer: Transfer, width: number): string {
	const {state, reason, totals, done, rate, secondsLeft, active} = transfer;
	if (state === 'scanning' || totals === null) {
		return clip(reason === null ? 'Looking what there is …' : `Looking what there is: ${reason} …`, width);
	}
	if (state !== 'running') {
		return clip(reason === null ? state : `${state}: ${reason}`, width);
	}
	const percent = totals.bytes === 0 ? 100 : Math.floor((done.bytes / totals.bytes) * 100);
	const items = totals.files + totals.links;
	const parts = [
		`${String(percent).padStart(3)} %`,
		`${amount(done.bytes)} of ${amount(totals.bytes)}`,
		...(rate === null ? [] : [`${amount(rate)}/s`]),
		...(secondsLeft === null || rate === null ? [] : [`${clock(secondsLeft)} left`]),
		...(items > 1 ? [`${grouped(done.files + done.links)} of ${counted(items, 'file')}`] : []),
	];
	const line = parts.join('  ');
	const name = active[0] === undefined ? '' : printable(active[0].path);
	const room = width - line.length - 2;
	return room > 8 && name !== '' ? `${line}  ${clip(name, room, 'middle')}` : clip(line, width);
}

/** What a transfer has done, as a sentence. */
export function summary({done, totals, skipped, createdAt, endedAt}: Transfer): string {
	const seconds = Math.max(0.001, ((endedAt ?? createdAt) - createdAt) / 1000);
	const items = done.files + done.links;
	const of =
		totals !== null && items < totals.files + totals.links
			? ` of ${grouped(totals.files + totals.links)}`
			: '';
	const rate = done.bytes > 0 ? `, ${amount(done.bytes / seconds)}/s` : '';
	const without = skipped > 0 ? `, ${skipped} skipped` : '';
	return `${grouped(items)}${of} ${items === 1 && of === '' ? 'file' : 'files'}, ${amount(done.bytes)} in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s${rate}${without}.`;
}
