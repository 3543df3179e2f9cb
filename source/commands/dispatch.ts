import {describeError, Failure, isAbort, Refusal} from '../core/errors.ts';
import {LeaseFailure} from '../core/keeper/lease-failure.ts';
import {listStart} from '../core/list/position.ts';
import {printable} from '../core/text/printable.ts';
import {hasRoom} from '../state/layout.ts';
import {unavailable} from './availability.ts';
import type {CommandId} from './catalog.ts';
import {type Chord, typedText} from './chords.ts';
import type {Context, Handler} from './context.ts';
import {editField} from './edit-field.ts';
import {keyLabel} from './key-table.ts';
import {commandById, commandFor, isTyping} from './lookup.ts';
import {questionOf} from './question.ts';
import {tellLeaseFailure} from './tell-lease-failure.ts';

export type Dispatcher = {
	press(chord: Chord): void;
	paste(text: string): void;
	/** Runs a command by its id; `isConfirmed` when its question was answered. */
	run(id: CommandId, isConfirmed?: boolean): void;
	/** Shows what went wrong in the background. A Bug is not shown: it ends the program. */
	report(error: unknown): void;
};

/** What went wrong, where it belongs: a Refusal on the message line, a Failure in a dialog and the log. Anything else ends us. */
function report(context: Context, error: unknown, crash: (error: unknown) => void): void {
	if (isAbort(error)) {
		return;
	}
	if (error instanceof Refusal) {
		context.say('warning', describeError(error));
		return;
	}
	if (!(error instanceof Failure)) {
		crash(error);
		return;
	}
	if (error instanceof LeaseFailure) {
		tellLeaseFailure(context, error).catch((next: unknown) => report(context, next, crash));
		return;
	}
	context.services.log(error.message, error.cause);
	context.say('bad', error.message);
	context.send({
		type: 'dialog-stacked',
		dialog: {
			kind: 'notice',
			title: 'It did not work',
			tone: 'bad',
			text: [error.message, error.nextStep].filter(part => part !== undefined).map(printable),
			raw: [],
			position: listStart,
		},
	});
}

/** The way from a key to its handler: lookup, availability, the question before danger, errors. `crash` ends the program. */
export function createDispatcher(
	context: Context,
	handlers: Readonly<Record<CommandId, Handler>>,
	crash: (error: unknown) => void,
): Dispatcher {
	const run = (id: CommandId, isConfirmed = false): void => {
		const reason = unavailable(id, context.state(), context.surroundings());
		if (reason !== null) {
			context.say('warning', reason);
			return;
		}
		const question = questionOf(commandById(id), context.state());
		if (question !== null && !isConfirmed) {
			context.send({type: 'dialog-stacked', dialog: {kind: 'confirm', question, command: id}});
			return;
		}
		try {
			handlers[id](context)?.catch((error: unknown) => report(context, error, crash));
		} catch (error) {
			report(context, error, crash);
		}
	};
	const dispatcher: Dispatcher = {
		run,
		report: error => report(context, error, crash),
		press(chord) {
			if (context.prompts.isTooSoon(chord)) {
				return;
			}
			context.send({type: 'message-cleared'});
			context.send({type: 'time-told', now: context.services.now()});
			const command = commandFor(context.state(), chord);
			if (command !== null) {
				run(command.id);
				return;
			}
			// Esc and a quick key after it arrive as Alt with that key; nothing here has a meaning with Alt.
			if (chord.startsWith('Alt+')) {
				dispatcher.press('Esc');
				dispatcher.press(chord.slice('Alt+'.length));
				return;
			}
			if (isTyping(context.state())) {
				const text = typedText(chord);
				if (text !== null) {
					editField(context, {insert: text});
				}
			} else if (context.state().dialog?.kind === 'busy') {
				const text = 'Not done: the key was pressed before this was over.';
				context.send({type: 'hint-shown', text, at: context.services.now()});
			} else if (context.state().dialog === null) {
				const text = `${printable(keyLabel(chord))} does nothing here. ? lists the keys.`;
				context.send({type: 'hint-shown', text, at: context.services.now()});
			}
		},
		paste(pasted) {
			if (context.prompts.isTooSoon() || !hasRoom(context.state())) {
				return;
			}
			// Terminals send a line end as the Enter key does.
			const text = pasted.replaceAll(/\r\n?/g, '\n');
			if (context.state().dialog?.kind === 'form') {
				context.dialogs.keys.paste(text);
				return;
			}
			if (isTyping(context.state())) {
				editField(context, {insert: text});
				return;
			}
			context.say('warning', 'A paste is text, never keys. Press / first to paste it into the filter.');
		},
	};
	return dispatcher;
}
