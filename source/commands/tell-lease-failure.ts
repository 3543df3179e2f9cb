import type {LeaseFailure} from '../core/keeper/lease-failure.ts';
import {listStart} from '../core/list/position.ts';
import {printable} from '../core/text/printable.ts';
import type {Context} from './context.ts';
import {showChangedKey} from './handlers/show-changed-key.ts';
import {sshWords} from './ssh-words.ts';

/** Tells why there is no connection: the red dialog for a host key, else the reason with ssh's own words behind it. */
export async function tellLeaseFailure(context: Context, error: LeaseFailure): Promise<void> {
	const {alias, message, nextStep, reason, stderr} = error;
	context.services.log(message, stderr === '' ? undefined : sshWords(stderr));
	context.say('bad', message);
	if (await showChangedKey(context, {alias, port: null}, stderr)) {
		return;
	}
	context.send({
		type: 'dialog-stacked',
		dialog: {
			kind: 'notice',
			title: printable(alias),
			tone: 'bad',
			text: [reason, nextStep].filter(part => part !== undefined),
			raw: sshWords(stderr),
			position: listStart,
		},
	});
}
