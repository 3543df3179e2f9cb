import {dialogView} from '../../commands/dialog-lines.ts';
import {type DoctorLine, doctorLines} from '../../commands/doctor-lines.ts';
import {visible} from '../../core/list/position.ts';
import {printable} from '../../core/text/printable.ts';
import type {DoctorDialog as Dialog} from '../../state/doctor-dialog.ts';
import {hostMarks} from '../../state/files/host-marks.ts';
import {type Span, span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import type {Glyphs, Role} from '../theme.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {frame} from './frame.ts';
import {dialogSpans, placeIn} from './text-dialog.tsx';

type Mark = NonNullable<DoctorLine['mark']>;

const roles: Readonly<Record<Mark, Role>> = {
	ok: 'good',
	warning: 'warning',
	failed: 'bad',
	skipped: 'dim',
	'under way': 'dim',
};

function glyphOf(mark: Mark, glyphs: Glyphs): string {
	switch (mark) {
		case 'ok':
			return glyphs.ok;
		case 'warning':
			return glyphs.warning;
		case 'failed':
			return glyphs.bad;
		case 'skipped':
			return '-';
		case 'under way':
			return '…';
	}
}

function spansOf(line: DoctorLine, glyphs: Glyphs): readonly Span[] {
	const {mark} = line;
	if (mark === undefined) {
		return dialogSpans(line);
	}
	const role = mark === 'skipped' || mark === 'under way' ? 'dim' : 'text';
	return [span(roles[mark], `${glyphOf(mark, glyphs)} `), span(role, line.text)];
}

/** An examination of a host or of this machine, stage by stage. */
export function DoctorDialog({dialog}: {readonly dialog: Dialog}) {
	const {store, theme} = useUi();
	useAppState(state => state.dialog);
	const state = store.state();
	const {host} = dialog;
	const isProd = hostMarks(state, host).isProd;
	const view = dialogView(state);
	const {room, position, height} = view;
	const lines = frame(
		{
			text: `Doctor: ${host === null ? 'this machine' : printable(host)}`,
			role: isProd ? 'bad' : 'accent',
			note: placeIn(view),
		},
		visible(doctorLines(dialog, room.content.width), position, height).map(line => ({
			spans: spansOf(line, theme.glyphs),
		})),
		room,
		theme,
	);
	return <Lines area={room.area} lines={lines} />;
}
