import {type ListMove, moved, settle} from '../../core/list/position.ts';
import {edited, emptyField} from '../../core/text/field.ts';
import type {AppState} from '../app-state.ts';
import {entriesArrived, readingBegun, readingEnded, reversed, sorted, withRows} from './column.ts';
import type {FilesEvent} from './files-events.ts';
import {columnHeight, layOutFiles} from './files-layout.ts';
import {type Column, emptyColumn, type FilesState, type Side} from './files-state.ts';
import {markedByGlob, marksCleared, marksInverted, markToggled} from './marks.ts';

function heightOf(state: AppState): number {
	return columnHeight(layOutFiles(state));
}

function withColumn(files: FilesState, side: Side, change: (column: Column) => Column): FilesState {
	const before = files.columns[side];
	const column = change(before);
	return column === before ? files : {...files, columns: {...files.columns, [side]: column}};
}

type OfSide = Extract<FilesEvent, {side: Side}>;

/** What news of a column change in it; those of a reading that is over change nothing. */
function updateColumn(column: Column, event: Exclude<OfSide, {type: 'side-taken'}>, height: number): Column {
	if ('run' in event && event.run < column.run) {
		return column;
	}
	switch (event.type) {
		case 'connecting':
			return {...column, run: event.run, status: {kind: 'connecting', asked: event.asked}};
		case 'reading-begun':
			return readingBegun(column, event, height);
		case 'entries-arrived':
			return entriesArrived(column, event.entries, height);
		case 'reading-ended':
			return readingEnded(column, event.isTruncated, height);
		case 'reading-cancelled': {
			const isTruncated = column.incoming === null ? true : column.isTruncated;
			return {...column, incoming: null, isTruncated, status: {kind: 'ready'}};
		}
		case 'reading-failed': {
			const {reason, nextStep} = event;
			return {...column, incoming: null, status: {kind: 'failed', reason, nextStep}};
		}
		case 'session-lost': {
			const {reason, nextStep} = event;
			return {...column, incoming: null, status: {kind: 'lost', reason, nextStep}};
		}
		case 'links-read':
			return event.path === column.path
				? {...column, links: new Map([...column.links, ...event.links])}
				: column;
		case 'space-told':
			return event.path === column.path ? {...column, space: event.space} : column;
		case 'marks-cleared':
			return marksCleared(column, event.names);
	}
}

function filtered(column: Column, filter: Column['filter'], height: number): Column {
	if (filter.text === column.filter.text) {
		return {...column, filter};
	}
	// A changed filter asks anew for the first that fits; an emptied one leaves the cursor on what it found.
	const start = filter.text === '' ? column : {...column, position: {cursor: 0, first: 0}};
	return withRows({...start, filter}, height);
}

/** What an event changes of the Files screen. */
export function updateFiles(state: AppState, event: FilesEvent): AppState {
	const {files} = state;
	const height = heightOf(state);
	const changed = (next: FilesState): AppState => (next === files ? state : {...state, files: next});
	const inFocused = (change: (column: Column) => Column): AppState =>
		changed(withColumn(files, files.side, change));
	switch (event.type) {
		case 'opened': {
			const isThere = files.columns.right.host === event.host;
			// How one likes to look at files goes along to another host.
			const {run, sort, hasHidden} = files.columns.right;
			const right = isThere ? files.columns.right : {...emptyColumn(event.host), run, sort, hasHidden};
			const next: FilesState = {...files, side: 'right', columns: {...files.columns, right}};
			return {...state, screen: 'files', files: isThere ? files : next};
		}
		case 'left':
			return {...state, screen: 'dashboard', files: {...files, isFiltering: false}};
		case 'side-taken':
			return changed({...files, side: event.side, isFiltering: false});
		case 'mark-toggled':
			return inFocused(column => markToggled(column, height));
		case 'marks-inverted':
			return inFocused(marksInverted);
		case 'marked-by-glob':
			return inFocused(column => markedByGlob(column, event.pattern, event.isMarked));
		case 'filter-opened':
			return changed({...files, isFiltering: true});
		case 'filter-kept':
			return changed({...files, isFiltering: false});
		case 'filter-edited':
			return inFocused(column => filtered(column, edited(column.filter, event.edit), height));
		case 'filter-cleared': {
			const left = {...files, isFiltering: false};
			return changed(withColumn(left, files.side, column => filtered(column, emptyField, height)));
		}
		case 'sort-chosen':
			return inFocused(column => sorted(column, {by: event.by, isReversed: false}, event.sorted, height));
		case 'sort-reversed':
			return inFocused(column => reversed(column, height));
		case 'hidden-toggled':
			return inFocused(column => withRows({...column, hasHidden: !column.hasHidden}, height));
		default:
			return changed(withColumn(files, event.side, column => updateColumn(column, event, height)));
	}
}

/** The Files screen after a move of the cursor. Who moves wants no other name under the cursor any more. */
export function movedInFiles(state: AppState, move: ListMove): AppState {
	const {files} = state;
	const next = withColumn(files, files.side, column => {
		const position = moved(column.position, move, column.rows.length, heightOf(state));
		return position === column.position ? column : {...column, position, wanted: null};
	});
	return next === files ? state : {...state, files: next};
}

/** The Files screen with its windows around their cursors, at a size of the screen that is new. */
export function settledFiles(state: AppState): FilesState {
	const height = heightOf(state);
	const settleSide = (files: FilesState, side: Side): FilesState =>
		withColumn(files, side, column => {
			const position = settle(column.position, column.rows.length, height);
			return position === column.position ? column : {...column, position};
		});
	return settleSide(settleSide(state.files, 'left'), 'right');
}
