import type {Stage, StageStatus} from '../core/doctor/stage.ts';
import {cells, fit, wrap} from '../core/text/fit.ts';
import {printable} from '../core/text/printable.ts';
import type {DoctorDialog} from '../state/doctor-dialog.ts';
import {type DialogLine, text} from './dialog-line.ts';

/** A line with a mark before it, which stands for a status. */
export type DoctorLine = DialogLine & {readonly mark?: StageStatus | 'under way'};

const nameWidth = 20;
const statusWidth = 10;
const indent = 2;
const markWidth = 2;

/** The lines of an examination: one a stage, and below it what is wrong, what helps and, where wanted, what decided. */
export function doctorLines(dialog: DoctorDialog, width: number): DoctorLine[] {
	const {stages, underWay, isRawShown} = dialog;
	const shown = stages.flatMap(stage => stageLines(stage, isRawShown, width));
	return underWay === null
		? shown
		: [...shown, {kind: 'text', text: underWay === '' ? 'starting' : printable(underWay), mark: 'under way'}];
}

function stageLines(stage: Stage, isRawShown: boolean, width: number): DoctorLine[] {
	const {status, ms, cause, advice, raw} = stage;
	const name = printable(stage.stage);
	const columns = `${fit(name, Math.max(nameWidth, cells(name) + 1))}${fit(status, statusWidth)}`;
	const head: DoctorLine = {
		kind: 'text',
		text: `${columns}${ms === null ? '' : `${ms} ms`.padStart(8)}`.trimEnd(),
		mark: status,
	};
	const isNotable = status === 'failed' || status === 'warning';
	const room = width - indent - markWidth;
	const tone = status === 'failed' ? 'bad' : 'warning';
	return [
		head,
		...(cause === null ? [] : isNotable ? text(cause, room, tone) : text(cause, room)).map(indented),
		...(advice === null ? [] : text(advice, room)).map(indented),
		...(isRawShown ? rawLines(raw, room) : []).map(indented),
	];
}

function rawLines(raw: readonly string[], room: number): DialogLine[] {
	return raw
		.flatMap(line => wrap(line, room - 2))
		.map((line): DialogLine => ({kind: 'raw', text: `| ${line}`}));
}

function indented(line: DialogLine): DialogLine {
	return {...line, text: ' '.repeat(indent) + line.text};
}
