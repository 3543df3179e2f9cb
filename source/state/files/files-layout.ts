import type {AppState} from '../app-state.ts';
import {type Area, leastColumns, leastRows} from '../layout.ts';
import {type Side, sides} from './files-state.ts';

export type FilesLayout = {
	/** The columns on screen. `height` includes the title line and the line below the list. */
	readonly columns: Readonly<Partial<Record<Side, Area>>>;
};

/** Below it two columns would show neither names nor sizes: then the one with the keys has the whole width. */
const twoColumns = 70;
const footerRows = 2;
const gap = 2;
/** The title above, and the line about the cursor below the list. */
const frameRows = 2;

type Size = Pick<AppState, 'columns' | 'rows' | 'files'>;

/** Where the columns of the Files screen are; null when there is too little room. */
export function layOutFiles({columns, rows, files}: Size): FilesLayout | null {
	if (columns < leastColumns || rows < leastRows) {
		return null;
	}
	const height = rows - footerRows;
	if (columns < twoColumns) {
		return {columns: {[files.side]: {x: 0, y: 0, width: columns, height}}};
	}
	const left = Math.floor((columns - gap) / 2);
	const area = {
		left: {x: 0, y: 0, width: left, height},
		right: {x: left + gap, y: 0, width: columns - left - gap, height},
	};
	return {columns: area};
}

/** How many rows the list of a column has on screen. */
export function columnHeight(layout: FilesLayout | null): number {
	const area = sides.map(side => layout?.columns[side]).find(each => each !== undefined);
	return Math.max(1, (area?.height ?? frameRows + 1) - frameRows);
}
