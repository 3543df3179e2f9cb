import {setTimeout as pause} from 'node:timers/promises';
import {isAbort, Refusal} from '../../core/errors.ts';
import type {HostDraft} from '../../core/hosts/edit/host-draft.ts';
import {countBlocks, isPastable, pastedDraft} from '../../core/hosts/edit/pasted-draft.ts';
import type {EffectiveOptions} from '../../core/hosts/host.ts';
import {whyRefused} from '../../core/hosts/refused-name.ts';
import type {Paragraph} from '../../state/asked-dialogs.ts';
import {shortPath} from '../../state/short-path.ts';
import type {Context} from '../context.ts';
import type {FormVerdict, Values} from '../dialogs/form.ts';
import {makeWhileBusy} from '../while-busy.ts';
import {checkHost} from './check-host.ts';
import {draftOf, type HostField, hostFields, valuesOfDraft} from './host-fields.ts';
import {suggestHost} from './suggest-host.ts';

/** A form for a host. */
export type HostForm = {
	readonly title: string;
	readonly draft: HostDraft;
	/** The names that the host has now; none for a new one. */
	readonly known: readonly string[];
	/** The file it is in, or is to go to. */
	readonly file: string;
};

/** What was filled in. */
export type FilledForm = {readonly draft: HostDraft; readonly file: string};

/** Asking ssh about a name that is being typed waits until the keys rest, in milliseconds. */
const rest = 250;

const ids: Readonly<Record<string, string>> = {
	names: 'What you type behind ssh. Several names are separated by blanks.',
	tags: 'Words separated by commas, such as prod, eu.',
	comment: 'A line of your own.',
	more: 'Any other option, such as `ConnectTimeout 10`.',
	file: 'The file it stands in.',
};

/** What ssh says of names, asked once for each. */
function inheritance({
	services,
}: Context): (name: string, signal: AbortSignal) => Promise<EffectiveOptions | null> {
	const known = new Map<string, EffectiveOptions | null>();
	return async (name, signal) => {
		if (name === '' || whyRefused(name) !== null) {
			return null;
		}
		const found = known.get(name);
		if (found !== undefined) {
			return found;
		}
		await pause(rest, undefined, {signal});
		try {
			const {effective} = await services.config.details(name, {allowExec: false, signal});
			known.set(name, effective);
			return effective;
		} catch (error) {
			// The notes say less then: a Match exec stands in the way, or ssh does not accept the config.
			if (!isAbort(error)) {
				known.set(name, null);
			}
			return null;
		}
	};
}

/** Opens the form and waits until it is filled in; null when it is left. `kept` are values of an earlier try. */
export async function fillHostForm(
	context: Context,
	form: HostForm,
	kept: {readonly values: Values<string>; readonly trouble: string} | null,
): Promise<{readonly filled: FilledForm; readonly values: Values<string>} | null> {
	const {state, services, dialogs} = context;
	const {home} = state();
	const {known, ssh} = await makeWhileBusy(context, 'open the form', async signal => ({
		known: await services.hostEdits.files(signal),
		ssh: await services.hostEdits.version(),
	}));
	const files = [...new Set([form.file, ...known])].map(value => ({value, label: shortPath(value, home)}));
	const fields = hostFields(form.draft, files);
	const surroundings = {
		fields,
		hosts: state().hosts.reading?.hosts ?? [],
		known: form.known,
		ssh,
		home,
	};
	const ask = inheritance(context);
	let shown: {name: string; effective: EffectiveOptions | null} = {name: '', effective: null};
	const values = await dialogs.form<string>({
		title: form.title,
		submit: 'show what changes',
		intro: introOf(form, kept?.trouble ?? null),
		fields: fields.map(({id, label, value, options}) => ({
			id,
			label,
			value: kept?.values[id] ?? value,
			note: ids[id.split(' ')[0] ?? ''] ?? '',
			...(options === undefined ? {} : {options}),
		})),
		check(now, signal): FormVerdict<string> | Promise<FormVerdict<string>> {
			const name = now['names']?.trim().split(/\s+/)[0] ?? '';
			if (name === shown.name) {
				return checkHost(now, surroundings, shown.effective);
			}
			return ask(name, signal).then(effective => {
				shown = {name, effective};
				return checkHost(now, surroundings, effective);
			});
		},
		suggest: (id, now) => suggestHost(id, now[id] ?? '', now['names'] ?? '', state()),
		absorb: (id, text) => absorbed(context, id, text, fields),
	});
	if (values === null) {
		return null;
	}
	return {filled: {draft: draftOf(form.draft, fields, values), file: values['file'] ?? form.file}, values};
}

function introOf({known}: HostForm, trouble: string | null): readonly Paragraph[] {
	if (trouble !== null) {
		return [{text: trouble, tone: 'bad'}];
	}
	return known.length > 0 ? [] : [{text: 'A pasted `ssh …` line or Host block fills the form.', kind: 'raw'}];
}

function absorbed(
	{state, say}: Context,
	id: string,
	text: string,
	fields: readonly HostField[],
): Partial<Values<string>> | null {
	if (id === 'comment' || id === 'RemoteCommand' || !isPastable(text)) {
		return null;
	}
	const draft = pastedDraft(text, state().home);
	if (draft instanceof Refusal) {
		return null;
	}
	const blocks = countBlocks(text);
	if (blocks > 1) {
		say('warning', `The form takes the first of the ${blocks} Host blocks that were pasted.`);
	}
	return {...(id === 'names' ? {} : {[id]: ''}), ...valuesOfDraft(draft, fields)};
}
