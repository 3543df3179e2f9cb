import {isOver, type Transfer} from '../../core/transfers/transfer.ts';
import type {AppState} from '../app-state.ts';
import {type Area, leastColumns, leastRows} from '../layout.ts';
import {type Side, sides} from './files-state.ts';

/** So many transfers have a line of their own below the columns. */
const mostStripRows = 3;

export type FilesLayout = {
	/** The columns on screen. `height` includes the title line and the line below the list. */
	readonly columns: Readonly<Partial<Record<Side, Area>>>;
	/** Where the transfers under way are; of no height while there are none. */
	readonly strip: Area;
};

/** Below it two columns would show neither names nor sizes: then the one with the keys has the whole width. */
const twoColumns = 70;
const footerRows = 2;
const gap = 2;
/** The title above, and the line about the cursor below the list. */
const frameRows = 2;

type Size = Pick<AppState, 'columns' | 'rows' | 'files' | 'transfers'>;

/** The transfers that have a line below the columns: those that are not over. */
export function shownTransfers({transfers}: Pick<AppState, 'transfers'>): readonly Transfer[] {
	return transfers.filter(transfer => !isOver(transfer));
}

/** Where the columns of the Files screen are; null when there is too little room. */
export function layOutFiles(size: Size): FilesLayout | null {
	const {columns, rows, files} = size;
	if (columns < leastColumns || rows < leastRows) {
		return null;
	}
	const stripRows = Math.min(mostStripRows, shownTransfers(size).length, Math.floor(rows / 6));
	const height = rows - footerRows - stripRows;
	const strip = {x: 0, y: height, width: columns, height: stripRows};
	if (columns < twoColumns) {
		return {columns: {[files.side]: {x: 0, y: 0, width: columns, height}}, strip};
	}
	const left = Math.floor((columns - gap) / 2);
	const area = {
		left: {x: 0, y: 0, width: left, height},
		right: {x: left + gap, y: 0, width: columns - left - gap, height},
	};
	return {columns: area, strip};
}

/** How many rows the list of a column has on screen. */
export function columnHeight(layout: FilesLayout | null): number {
	const area = sides.map(side => layout?.columns[side]).find(each => each !== undefined);
	return Math.max(1, (area?.height ?? frameRows + 1) - frameRows);
}
