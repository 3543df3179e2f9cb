import type {FilesEvent} from '../../../state/files/files-events.ts';
import {selectedRow} from '../../../state/rows/details-rows.ts';
import type {Context, Handler} from '../../context.ts';
import type {FilesCommandId} from '../../files-catalog.ts';
import {move} from '../lists.ts';
import * as change from './change.ts';
import {copyChosen} from './copy.ts';
import {deleteChosen} from './delete.ts';
import {editChosen} from './edit.ts';
import * as goTo from './go-to.ts';
import * as marks from './marks.ts';
import {moveChosen} from './move.ts';
import * as moving from './moving.ts';
import {openShell} from './shell.ts';
import * as transfers from './transfers.ts';
import * as view from './view.ts';

/** A handler that only says what happened on the Files screen. */
export function inFiles(event: FilesEvent): Handler {
	return ({send}) => send({type: 'in-files', event});
}

/** `f` on a host: its files beside those of this machine. */
export function openFiles({state, files}: Context): void {
	const row = selectedRow(state());
	if (row?.kind === 'host') {
		files.open(row.host.alias);
	}
}

/** What the commands of the Files screen do. */
export const filesHandlers: Readonly<Record<FilesCommandId, Handler>> = {
	'files.enter': moving.enter,
	'files.mark': inFiles({type: 'mark-toggled'}),
	'files.other-side': moving.takeOtherSide,
	'files.parent': ({files, state}) => files.goUp(state().files.side),
	'files.view': view.viewChosen,
	'files.edit': editChosen,
	'files.copy': copyChosen,
	'files.move': moveChosen,
	'files.delete': deleteChosen,
	'files.make-directory': change.makeDirectory,
	'files.mode': change.changeMode,
	'files.go-to': goTo.goToPath,
	'files.bookmarks': goTo.bookmarks,
	'files.transfers': transfers.openTransfers,
	'files.shell': openShell,
	'files.mark-glob': marks.markByGlob(true),
	'files.unmark-glob': marks.markByGlob(false),
	'files.invert': inFiles({type: 'marks-inverted'}),
	'files.hidden': inFiles({type: 'hidden-toggled'}),
	'files.back': moving.goBack,
	'files.leave': ({files}) => files.leave(),
	'files-filter.open': moving.enterFromFilter,
	'files-filter.keep': inFiles({type: 'filter-kept'}),
	'files-filter.clear': inFiles({type: 'filter-cleared'}),
	'files-filter.up': move({rows: -1}),
	'files-filter.down': move({rows: 1}),
	'files-filter.page-up': move({pages: -1}),
	'files-filter.page-down': move({pages: 1}),
	'busy.cancel': ({cancelWork}) => cancelWork(),
	'transfers.pause': transfers.pauseOrResume,
	'transfers.answer': transfers.answerChosen,
	'transfers.cancel': transfers.cancelTransfer,
	'transfers.retry': transfers.retryTransfer,
	'transfers.clear': transfers.clearTransfers,
	'transfers.close': ({send}) => send({type: 'dialog-closed'}),
	'viewer.close': ({send}) => send({type: 'dialog-closed'}),
	'viewer.mode': ({files}) => files.viewer()?.toggleMode(),
	'viewer.search': view.typeSearch(true),
	'viewer.next': view.search,
	'viewer-search.find': view.search,
	'viewer-search.leave': view.typeSearch(false),
};
