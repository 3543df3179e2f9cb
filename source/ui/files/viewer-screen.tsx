import {useCursor} from 'ink';
import {sizeText} from '../../core/files/show-entry.ts';
import {fieldView} from '../../core/text/field.ts';
import {printable} from '../../core/text/printable.ts';
import {hostMarks} from '../../state/files/host-marks.ts';
import {type ViewerDialog, viewerArea} from '../../state/files/viewer-dialog.ts';
import {homePath} from '../../state/short-path.ts';
import {asDrawn} from '../../state/update-dialog.ts';
import {line, span} from '../parts/line.ts';
import {Lines} from '../parts/lines.tsx';
import {titleLine} from '../parts/title.ts';
import {useAppState, useUi} from '../ui-context.ts';

/** How far one is, how large the file is, and how it is shown. */
function noteOf({rows, isAtEnd, size, mode}: ViewerDialog): string {
	const end = rows.at(-1)?.next ?? 0;
	const share = isAtEnd || size === 0 ? 'end' : `${Math.floor((end / size) * 100)} %`;
	return `${mode} · ${sizeText(size)} · ${share}`;
}

const prompt = ' /';

/** A file on the whole screen. */
export function ViewerScreen({viewer}: {readonly viewer: ViewerDialog}) {
	const {store, theme} = useUi();
	const columns = useAppState(state => state.columns);
	const rows = useAppState(state => state.rows);
	const isOnTop = useAppState(state => asDrawn(state).dialog?.kind === 'viewer');
	const {setCursorPosition} = useCursor();
	const {host, path, isTyping, field} = viewer;
	const area = viewerArea(columns, rows);
	const {isProd} = hostMarks(store.state(), host);
	const place = host === null ? homePath(path, store.state().home) : path;
	const title = titleLine(
		{
			name: host === null ? 'local' : printable(host),
			subject: span(isProd ? 'bad' : 'accent', (isProd ? '#prod ' : '') + printable(place)),
			note: noteOf(viewer),
			isFocused: isOnTop,
		},
		columns,
		theme,
		'middle',
	);
	const shown = viewer.rows.slice(0, area.height).map(({text}) => line([span('text', text)], columns, theme));
	const content = shown.length === 0 ? [line([span('dim', ' The file is empty.')], columns, theme)] : shown;
	const padding = Array.from({length: area.height - content.length}, () => '');
	const view = fieldView(field, columns - prompt.length);
	const last = isTyping ? line([span('accent', prompt + view.text)], columns, theme) : '';
	setCursorPosition(
		isTyping && isOnTop ? {x: prompt.length + view.cursor, y: area.y + area.height} : undefined,
	);
	return (
		<Lines
			area={{x: 0, y: 0, width: columns, height: area.height + 2}}
			lines={[title, ...content, ...padding, last]}
		/>
	);
}
