import {Refusal} from '../../../core/errors.ts';
import type {AgentIdentity} from '../../../core/keys/agent.ts';
import type {KeyFile} from '../../../core/keys/key-file.ts';
import {listStart} from '../../../core/list/position.ts';
import {counted} from '../../../core/text/numbers.ts';
import {chosenIdentities, chosenKey, heldIdentities, keySubject} from '../../../state/key-subject.ts';
import {shortPath} from '../../../state/short-path.ts';
import type {Context} from '../../context.ts';
import {whileAsking} from '../../while-busy.ts';
import {readAnew} from './cancellable.ts';

const lifetimes = [
	{value: '', label: 'until removed'},
	{value: '900', label: '15 minutes'},
	{value: '3600', label: '1 hour'},
	{value: '28800', label: '8 hours'},
	{value: '86400', label: 'a day'},
];
const answers = [
	{value: 'no', label: 'no'},
	{value: 'yes', label: 'yes'},
];

/** So many keys are listed before a question, which must stay on screen. */
const mostListed = 8;

/** Opens what to do where no agent can be used; false where one can. */
async function isWithoutAgent({state, send, services, say}: Context): Promise<boolean> {
	const {agent} = state();
	if (agent === null || agent.state === 'keys' || agent.state === 'empty') {
		return false;
	}
	say('warning', 'There is no agent to be used: this is what can be done.');
	const surroundings = await services.keys.surroundings();
	send({
		type: 'dialog-stacked',
		dialog: {kind: 'key', subject: {kind: 'agent', socket: null}, surroundings, position: listStart},
	});
	return true;
}

/** The key of the row, or one to choose where the row is that of the agent. */
async function keyToAdd({state, dialogs}: Context): Promise<KeyFile | null> {
	const chosen = chosenKey(state());
	if (chosen !== null || keySubject(state())?.kind !== 'agent') {
		return chosen;
	}
	const held = new Set(heldIdentities(state()).map(({fingerprint}) => fingerprint));
	const files = (state().keyFiles ?? []).filter(
		({format, fingerprint}) => format !== 'public' && format !== 'unknown' && !held.has(fingerprint ?? ''),
	);
	if (files.length === 0) {
		throw new Refusal('There is no key file that the agent has not got already. g makes one.');
	}
	const items = files.map(key => ({
		label: shortPath(key.path, state().home),
		note: [key.type, key.comment].filter(Boolean).join(' '),
		key,
	}));
	return (await dialogs.choose({title: 'Which key goes to the agent', items}))?.key ?? null;
}

/** Adds a key to the agent: how long and how freely it may be used is asked here, the passphrase by ssh-add. */
export async function add(context: Context): Promise<void> {
	const {state, services, dialogs, say, send} = context;
	if (await isWithoutAgent(context)) {
		return;
	}
	const key = await keyToAdd(context);
	if (key === null) {
		return;
	}
	const name = shortPath(key.path, state().home);
	const isHeld = chosenIdentities(state(), {kind: 'file', path: key.path}).length > 0;
	const values = await dialogs.form<'lifetime' | 'confirm'>({
		title: `Add ${name} to the agent`,
		intro: isHeld
			? [{text: 'The agent has it already: adding it anew changes how long and how it may be used.'}]
			: [],
		fields: [
			{id: 'lifetime', label: 'keep it', options: lifetimes},
			{
				id: 'confirm',
				label: 'ask before each use',
				options: answers,
				note: 'The agent asks with a program of its own (SSH_ASKPASS where it was started).',
			},
		],
		submit: 'add',
	});
	if (values === null) {
		return;
	}
	const lifetime = values.lifetime === '' ? null : Number(values.lifetime);
	const confirm = values.confirm === 'yes';
	await whileAsking(context, `adding ${name} to the agent`, async signal => {
		await services.keys.add(key.path, {lifetime, confirm}, signal);
		await readAnew(context, signal);
		const fingerprint = key.fingerprint ?? chosenKey(state(), {kind: 'file', path: key.path})?.fingerprint;
		if (fingerprint) {
			const until = lifetime === null ? null : services.now() + lifetime * 1000;
			send({type: 'key-added', fingerprint, added: {until, confirm}});
		}
		const rest = lifetimes.find(({value}) => value === values.lifetime && value !== '')?.label;
		say(
			'good',
			`The agent has ${name}${rest === undefined ? '' : ` for ${rest}`}${confirm ? ', and asks before each use' : ''}.`,
		);
	});
}

/** Takes the key of the row out of the agent; on the row of the agent, all of them. */
export async function remove(context: Context): Promise<void> {
	const {state, dialogs, services, say} = context;
	const subject = keySubject(state());
	if (subject?.kind === 'agent') {
		await removeAll(context);
		return;
	}
	const identities = chosenIdentities(state());
	const key = chosenKey(state());
	const name = key === null ? (identities[0]?.comment ?? '') : shortPath(key.path, state().home);
	const isAlone = key === null || key.format === 'public';
	const isSure = await dialogs.confirm({
		title: 'Remove from the agent',
		body: [
			...identities.map(identity => ({text: lineOf(identity)})),
			{
				text: isAlone
					? 'Its private half is in no file here: it has to be added again from where it came.'
					: 'The file stays: a adds it again.',
				...(isAlone && {tone: 'warning' as const}),
			},
		],
		question: `Take ${name} out of the agent?`,
	});
	if (!isSure) {
		return;
	}
	await whileAsking(context, `removing ${name} from the agent`, async signal => {
		for (const identity of identities) {
			await services.keys.remove(identity, signal);
		}
		await readAnew(context, signal);
		say('good', `The agent has no longer ${name}.`);
	});
}

function lineOf({type, bits, fingerprint, comment}: AgentIdentity): string {
	return `${type} ${bits} ${fingerprint} ${comment}`;
}

export async function removeAll(context: Context): Promise<void> {
	const {state, dialogs, services, say} = context;
	const identities = heldIdentities(state());
	const shown = identities.slice(0, mostListed);
	const rest = identities.length - shown.length;
	const isSure = await dialogs.confirm({
		title: 'Remove all keys from the agent',
		body: [
			...shown.map(identity => ({text: lineOf(identity)})),
			...(rest === 0 ? [] : [{text: `and ${rest} more`}]),
		],
		question: `Take ${identities.length === 0 ? 'all keys' : `all ${counted(identities.length, 'key')}`} out of the agent?`,
	});
	if (!isSure) {
		return;
	}
	await whileAsking(context, 'removing all keys from the agent', async signal => {
		await services.keys.removeAll(signal);
		await readAnew(context, signal);
		say('good', 'The agent is empty.');
	});
}

export async function lock(context: Context): Promise<void> {
	if (await isWithoutAgent(context)) {
		return;
	}
	await whileAsking(context, 'locking the agent', async signal => {
		await context.services.keys.lock(signal);
		await readAnew(context, signal);
		context.say('good', 'The agent is locked: it shows and uses no key until it is unlocked.');
	});
}

export async function unlock(context: Context): Promise<void> {
	if (await isWithoutAgent(context)) {
		return;
	}
	await whileAsking(context, 'unlocking the agent', async signal => {
		await context.services.keys.unlock(signal);
		await readAnew(context, signal);
		context.say('good', 'The agent is unlocked.');
	});
}

/** Has the agent sign with the key of the row: proof that it can be used. */
export async function test(context: Context): Promise<void> {
	const {state, services, say} = context;
	const identities = chosenIdentities(state());
	await whileAsking(context, 'testing a key of the agent', async signal => {
		const results: string[] = [];
		for (const identity of identities) {
			results.push(await services.keys.test(identity, signal));
		}
		const [identity] = identities;
		if (identity !== undefined) {
			say(
				'good',
				results.includes('signed')
					? `The agent signs with ${identity.comment}; a signature of that kind is not checked here.`
					: `The agent signs with ${identity.comment}, and the signature is right.`,
			);
		}
	});
}
