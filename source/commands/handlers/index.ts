import type {FieldEdit} from '../../core/text/field.ts';
import type {CommandId} from '../catalog.ts';
import type {Handler} from '../context.ts';
import {editField} from '../edit-field.ts';
import * as app from './app.ts';
import * as doctor from './doctor.ts';
import {filesHandlers, inFiles, openFiles} from './files/index.ts';
import * as files from './files/lists.ts';
import {quit} from './files/transfers.ts';
import {fix} from './fix.ts';
import * as forwards from './forwards.ts';
import * as hostEdits from './host-edits.ts';
import * as hostKeys from './host-keys.ts';
import * as hostLines from './host-lines.ts';
import * as hostTags from './host-tags.ts';
import * as hosts from './hosts.ts';
import * as keyAgent from './keys/agent.ts';
import * as keyDetails from './keys/details.ts';
import * as keyFiles from './keys/files.ts';
import * as keyInstall from './keys/install.ts';
import {generate} from './keys/make.ts';
import {copy, move} from './lists.ts';
import * as prompts from './prompts.ts';

function edit(by: FieldEdit): Handler {
	return context => editField(context, by);
}

/** What a key of any list does in the panes, and what on the Files screen. */
function byScreen(inPanes: Handler, inFiles: Handler): Handler {
	return context => (context.state().screen === 'files' ? inFiles : inPanes)(context);
}

/** What each command does. A missing or surplus entry is a type error. */
export const handlers: Readonly<Record<CommandId, Handler>> = {
	'hosts.connect': hosts.connect,
	'hosts.open-window': hosts.openWindow,
	'hosts.files': openFiles,
	'hosts.pin': hosts.pin,
	'hosts.add': hostEdits.add,
	'hosts.edit': hostEdits.edit,
	'hosts.edit-lines': hostLines.editLines,
	'hosts.clone': hostEdits.clone,
	'hosts.remove': hostEdits.remove,
	'hosts.tag': context => hostTags.tag(context, false),
	'hosts.tag-all': context => hostTags.tag(context, true),
	'hosts.mark': hostTags.mark,
	'hosts.lint': hostLines.lint,
	'hosts.undo': context => hostEdits.undo(context, () => hostKeys.undo(context)),
	'hosts.doctor': doctor.examineChosen,
	'hosts.probe': hosts.probe,
	'hosts.forward': forwards.createTo,
	'forwards.toggle': forwards.toggle,
	'forwards.new': forwards.create,
	'forwards.edit': forwards.edit,
	'forwards.restart': forwards.restart,
	'forwards.log': forwards.showLog,
	'forwards.verify': forwards.verify,
	'forwards.remove': forwards.remove,
	'forwards.undo': forwards.undo,
	'details.allow-exec': app.allowExec,

	'keys.details': keyDetails.openDetails,
	'keys.add': keyAgent.add,
	'keys.remove': keyAgent.remove,
	'keys.generate': generate,
	'hosts.check-keys': keyInstall.check,
	'keys.install': keyInstall.install,
	'key.install': keyInstall.install,
	'keys.passphrase': keyFiles.changePassphrase,
	'keys.fix-modes': keyFiles.fixModes,
	'keys.undo': keyFiles.undo,
	'keys.write-public': keyFiles.writePublic,
	'keys.test': keyAgent.test,
	'keys.remove-all': keyAgent.removeAll,
	'keys.lock': keyAgent.lock,
	'keys.unlock': keyAgent.unlock,
	'key.close': app.closeDialog,
	'key.add': keyAgent.add,
	'key.remove': keyAgent.remove,
	'key.passphrase': keyFiles.changePassphrase,
	'key.write-public': keyFiles.writePublic,
	'key.test': keyAgent.test,
	'key.fix-modes': keyFiles.fixModes,
	'key.copy': keyDetails.copyFingerprint,
	'list.filter': byScreen(
		({send}) => {
			send({type: 'pane-focused', pane: 'hosts'});
			send({type: 'filter-opened'});
		},
		inFiles({type: 'filter-opened'}),
	),
	'list.sort': byScreen(app.openSort, files.sort),
	'list.sort-reverse': byScreen(({send}) => send({type: 'sort-reversed'}), inFiles({type: 'sort-reversed'})),
	'list.refresh': byScreen(({refresh, say}) => {
		refresh();
		say('info', 'Reading anew: config, keys, agent, forwards.');
	}, files.refresh),
	'list.copy': byScreen(copy, files.copyPath),
	'list.up': move({rows: -1}),
	'list.down': move({rows: 1}),
	'list.page-up': move({pages: -1}),
	'list.page-down': move({pages: 1}),
	'list.half-page-up': move({pages: -0.5}),
	'list.half-page-down': move({pages: 0.5}),
	'list.start': move('start'),
	'list.end': move('end'),
	'app.help': app.openHelp,
	'app.palette': app.openPalette,
	'app.examine-machine': doctor.examineMachine,
	'app.messages': app.openMessages,
	'app.next-pane': app.focusNext(1),
	'app.previous-pane': app.focusNext(-1),
	'app.pane-hosts': app.focus('hosts'),
	'app.pane-details': app.focus('details'),
	'app.pane-keys': app.focus('keys'),
	'app.pane-forwards': app.focus('forwards'),
	'app.back': app.goBack,
	'app.quit': quit,
	'filter.connect': hosts.connectFromFilter,
	'filter.save': hostEdits.saveTyped,
	'filter.clear': ({send}) => send({type: 'filter-cleared'}),
	'filter.to-list': ({send}) => send({type: 'filter-left'}),
	'filter.up': move({rows: -1}),
	'filter.down': move({rows: 1}),
	'filter.page-up': move({pages: -1}),
	'filter.page-down': move({pages: 1}),
	'field.delete-before': edit('delete-before'),
	'field.delete-after': edit('delete-after'),
	'field.delete-word': edit('delete-word'),
	'field.delete-to-start': edit('delete-to-start'),
	'field.delete-to-end': edit('delete-to-end'),
	'field.left': edit('left'),
	'field.right': edit('right'),
	'field.start': edit('start'),
	'field.end': edit('end'),
	'palette.run': app.runChosen,
	'palette.up': move({rows: -1}),
	'palette.down': move({rows: 1}),
	'palette.close': app.closeDialog,
	'dialog.close': app.closeDialog,
	'confirm.yes': app.confirm,
	'confirm.no': app.closeDialog,
	'approve.yes': ({dialogs}) => dialogs.keys.accept(),
	'approve.no': ({dialogs}) => dialogs.keys.leave(),
	'approve-name.yes': ({dialogs}) => dialogs.keys.accept(),
	'approve-name.no': ({dialogs}) => dialogs.keys.leave(),
	'choose.take': ({dialogs}) => dialogs.keys.accept(),
	'choose.up': move({rows: -1}),
	'choose.down': move({rows: 1}),
	'choose.page-up': move({pages: -1}),
	'choose.page-down': move({pages: 1}),
	'choose.leave': ({dialogs}) => dialogs.keys.leave(),
	'form.submit': ({dialogs}) => dialogs.keys.accept(),
	'form.complete': ({dialogs}) => dialogs.keys.complete(),
	'form.next': ({dialogs}) => dialogs.keys.nextField(1),
	'form.previous': ({dialogs}) => dialogs.keys.nextField(-1),
	'form.next-suggestion': ({dialogs}) => dialogs.keys.suggestion(1),
	'form.previous-suggestion': ({dialogs}) => dialogs.keys.suggestion(-1),
	'form.leave': ({dialogs}) => dialogs.keys.leave(),
	'form-option.next': ({dialogs}) => dialogs.keys.option(1),
	'form-option.previous': ({dialogs}) => dialogs.keys.option(-1),
	'prompt.answer': prompts.answer,
	'prompt.cancel': prompts.cancel,
	'touch.cancel': prompts.cancel,
	'changed-key.close': app.closeDialog,
	'changed-key.copy': hostKeys.copyReport,
	'changed-key.raw': hostKeys.toggleRaw,
	'changed-key.replace': hostKeys.askForName,
	'replace-key.remove': hostKeys.remove,
	'replace-key.cancel': app.closeDialog,
	'scroll.up': move({rows: -1}),
	'scroll.down': move({rows: 1}),
	'scroll.page-up': move({pages: -1}),
	'scroll.page-down': move({pages: 1}),
	'doctor.connect': doctor.connect,
	'doctor.again': doctor.again,
	'doctor.raw': ({send}) => send({type: 'examination-raw-toggled'}),
	'doctor.fix': fix,
	'doctor.close': doctor.close,
	'picker.close': app.closeDialog,
	'app.cancel': app.cancel,
	'app.suspend': app.suspend,
	...filesHandlers,
	'app.redraw': ({terminal}) => terminal.redraw(),
};
