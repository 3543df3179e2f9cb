import {openTo} from '../../../core/keys/judge-key.ts';
import {isHardwareKey} from '../../../core/keys/key-file.ts';
import {type KeyKind, keyKinds, usualComment, whyNoComment} from '../../../core/keys/new-key.ts';
import {listStart} from '../../../core/list/position.ts';
import {printable} from '../../../core/text/printable.ts';
import {shortPath} from '../../../state/short-path.ts';
import type {Context} from '../../context.ts';
import {whileAsking} from '../../while-busy.ts';
import {readAnew} from './cancellable.ts';

/** Names to try for a new key: `id_ed25519`, `id_ed25519_2`, … */
const mostNames = 50;

/** A typed place as a full path: a bare name is one where keys are kept. */
function keyPath(typed: string, home: string, directory: string): string {
	const text = typed.trim();
	if (text.startsWith('~/')) {
		return `${home}/${text.slice(2)}`;
	}
	return text.startsWith('/') ? text : `${directory}/${text}`;
}

async function freeName({services, state}: Context, file: string): Promise<string> {
	for (let number = 1; number < mostNames; number++) {
		const path = `${services.keys.directory}/${file}${number === 1 ? '' : `_${number}`}`;
		if ((await services.keys.whyNotThere(path)) === null) {
			return shortPath(path, state().home);
		}
	}
	return '';
}

/** Makes a key: kind, place and comment are asked here, the passphrase twice by ssh-keygen. */
export async function generate(context: Context): Promise<void> {
	const {dialogs, services, state, send, say} = context;
	const items = keyKinds.map(({label, short, value}) => ({label, note: short, value}));
	const chosen = await dialogs.choose({title: 'What kind of key', items});
	const kind = keyKinds.find(({value}) => value === chosen?.value);
	if (kind === undefined) {
		return;
	}
	const {home} = state();
	const {directory} = services.keys;
	const {user, machine} = services.keys.whoAmI();
	const values = await dialogs.form<'file' | 'comment'>({
		title: `New key: ${kind.label}`,
		intro: [{text: kind.when}],
		fields: [
			{
				id: 'file',
				label: 'file',
				value: await freeName(context, kind.file),
				note: 'The public half goes beside it, with .pub.',
			},
			{
				id: 'comment',
				label: 'comment',
				value: usualComment(user, machine, new Date(services.now())),
				note: 'Stands behind the key wherever it is installed: tells keys apart.',
			},
		],
		submit: 'make',
		async check({file, comment}) {
			const taken =
				file.trim() === ''
					? 'A name is needed.'
					: await services.keys.whyNotThere(keyPath(file, home, directory));
			const wrong = whyNoComment(comment);
			return {
				errors: {...(taken !== null && {file: taken}), ...(wrong !== null && {comment: wrong})},
				outlook: [{text: 'ssh-keygen then asks for a passphrase, twice.'}],
			};
		},
	});
	if (values === null) {
		return;
	}
	const path = keyPath(values.file, home, directory);
	await make(context, {kind: kind.value, path, comment: values.comment.trim()});

	async function make(own: Context, plan: {kind: KeyKind; path: string; comment: string}): Promise<void> {
		await whileAsking(own, `making ${shortPath(path, home)}`, async signal => {
			if (plan.kind.endsWith('-sk')) {
				say('info', 'Touch the security key when it blinks.');
			}
			const key = await services.keys.make(plan, signal);
			await readAnew(own, signal);
			send({type: 'key-chosen', path});
			say('good', `Made ${shortPath(path, home)}.`);
			const isBare = key.encrypted === false;
			const advice = isHardwareKey(key) ? '' : ' P gives it one.';
			send({
				type: 'dialog-stacked',
				dialog: {
					kind: 'notice',
					title: `Made ${printable(shortPath(path, home))}`,
					tone: 'good',
					text: [
						`${key.type} ${key.bits} ${key.fingerprint}`,
						isBare
							? `It ${openTo(key)}.${advice}`
							: 'Only the passphrase opens it: nobody can tell it to you again.',
						`Esc closes this; then i installs it on a host, and proves that it opens it; a adds it to the agent${isBare ? '' : ', so that its passphrase is asked once'}.`,
					],
					raw: [],
					position: listStart,
				},
			});
		});
	}
}
