import {octal} from '../../../core/doctor/mode-fault.ts';
import {openTo} from '../../../core/keys/judge-key.ts';
import {isHardwareKey} from '../../../core/keys/key-file.ts';
import {counted} from '../../../core/text/numbers.ts';
import {chosenKey} from '../../../state/key-subject.ts';
import {shortPath} from '../../../state/short-path.ts';
import type {Context} from '../../context.ts';
import {whileAsking} from '../../while-busy.ts';
import {cancellable, readAnew} from './cancellable.ts';

/** Another passphrase for the key of the row; ssh-keygen asks for the old and the new one. */
export async function changePassphrase(context: Context): Promise<void> {
	const {state, services, say} = context;
	const key = chosenKey(state());
	if (key === null) {
		return;
	}
	const name = shortPath(key.path, state().home);
	await whileAsking(context, `changing the passphrase of ${name}`, async signal => {
		const changed = await services.keys.changePassphrase(key.path, signal);
		await readAnew(context, signal);
		if (changed.encrypted === false) {
			say(isHardwareKey(changed) ? 'good' : 'warning', `${name} ${openTo(changed)}.`);
		} else {
			say('good', `${name} has its new passphrase, with ${counted(changed.rounds ?? 0, 'round')}.`);
		}
	});
}

/** Writes the `.pub` of the key of the row. */
export async function writePublic(context: Context): Promise<void> {
	const {state, services, send, say, dialogs} = context;
	const key = chosenKey(state());
	if (key === null) {
		return;
	}
	const name = shortPath(key.path, state().home);
	const isThere = !key.problems.some(({problem}) => problem === 'Its .pub is missing.');
	const isSure = await dialogs.confirm({
		title: 'Write the public half',
		body: [
			{text: `${name}.pub`, kind: 'raw'},
			{
				text: isThere
					? 'What is there now is kept beside it as .pub.old.'
					: 'It is computed from the key itself; nothing else changes.',
			},
		],
		question: isThere ? 'Write it anew?' : 'Write it?',
	});
	if (!isSure) {
		return;
	}
	await whileAsking(context, `writing ${name}.pub`, async signal => {
		const written = await services.keys.writePublic(key.path, signal);
		send({type: 'key-undo-kept', undo: {kind: 'public', ...written}});
		await readAnew(context, signal);
		const kept =
			written.backup === null ? '' : ` The one before is ${shortPath(written.backup, state().home)}.`;
		say('good', `Wrote ${name}.pub.${kept} u takes it back.`);
	});
}

/** Corrects the modes of ~/.ssh, its keys and the config, once they have been shown. */
export async function fixModes(context: Context): Promise<void> {
	const {state, services, send, say, dialogs} = context;
	const {home} = state();
	const faults = await services.keys.modeFaults(state().keyFiles ?? []);
	if (faults.length === 0) {
		say('info', 'All modes are as they should be: ~/.ssh 0700, keys and config 0600, .pub 0644.');
		return;
	}
	const isSure = await dialogs.confirm({
		title: 'Fix modes',
		body: faults.map(({path, mode, wanted, isRefused}) => ({
			text: `chmod ${octal(wanted)} ${shortPath(path, home)} (now ${octal(mode)}${isRefused ? ': ssh refuses it' : ''})`,
			...(isRefused && {tone: 'bad' as const}),
		})),
		question: 'Change them?',
	});
	if (!isSure) {
		return;
	}
	for (const [index, fault] of faults.entries()) {
		await services.keys.mend(fault);
		send({type: 'key-undo-kept', undo: {kind: 'modes', faults: faults.slice(0, index + 1)}});
	}
	await cancellable(context, 'reading the keys', signal => readAnew(context, signal));
	const [first] = faults;
	const what =
		faults.length === 1 && first !== undefined
			? `the mode of ${shortPath(first.path, home)}`
			: counted(faults.length, 'mode');
	say('good', `Fixed ${what}; u puts ${faults.length === 1 ? 'it' : 'them'} back.`);
}

/** Takes back what was done last to a file: modes, or a written `.pub`. */
export async function undo(context: Context): Promise<void> {
	const {state, services, send, say} = context;
	const {keyUndo, home} = state();
	if (keyUndo === null) {
		say('info', 'Nothing to undo.');
		return;
	}
	send({type: 'key-undo-kept', undo: null});
	if (keyUndo.kind === 'public') {
		await services.keys.undoWritePublic(keyUndo);
		say('good', `${shortPath(keyUndo.path, home)} is as it was.`);
	} else {
		for (const {path, mode, wanted, isRefused} of keyUndo.faults) {
			await services.keys.mend({path, mode: wanted, wanted: mode, isRefused});
		}
		say('good', `Put back ${counted(keyUndo.faults.length, 'mode')}.`);
	}
	await cancellable(context, 'reading the keys', signal => readAnew(context, signal));
}
