import {Refusal} from '../../core/errors.ts';
import {optionOf, printValue, type SshNumber} from '../../core/hosts/edit/option-value.ts';
import {aliasesOf, checkNames} from '../../core/hosts/edit/whole-block.ts';
import type {EffectiveOptions, Host, Origin} from '../../core/hosts/host.ts';
import {loopFinder} from '../../core/hosts/jump-loop.ts';
import {optionName} from '../../core/hosts/keywords.ts';
import {shortPath} from '../../state/short-path.ts';
import type {FormVerdict, Values} from '../dialogs/form.ts';
import {type HostField, readMore} from './host-fields.ts';

/** What the values of a host's form are judged by. */
export type HostSurroundings = {
	readonly fields: readonly HostField[];
	readonly hosts: readonly Host[];
	/** The names that the host has now; none for a new one. */
	readonly known: readonly string[];
	readonly ssh: SshNumber;
	readonly home: string;
};

const described = 4;

/** What ssh says of an option where the form leaves it empty, with the place it is from. */
function inherited(keyword: string, effective: EffectiveOptions | null, home: string): string {
	const found = effective?.options[optionName(keyword.toLowerCase())] ?? [];
	if (effective === null || (found.length === 0 && optionOf(keyword)?.addsUp !== true)) {
		return '';
	}
	const place = (source: Origin | null): string =>
		source === null ? 'the default' : `${shortPath(source.file, home)}:${source.line}`;
	const values = found.slice(0, described).map(({value, source}) => `${value} (${place(source)})`);
	return values.length === 0 ? '' : ` Now: ${values.join(', ')}.`;
}

function namesProblem(names: readonly string[], {known, hosts}: HostSurroundings): string | null {
	if (names.length === 0) {
		return 'It needs a name: what you will type behind ssh, such as web-1.';
	}
	try {
		checkNames(names, known);
	} catch (error) {
		if (error instanceof Refusal) {
			return error.message;
		}
		throw error;
	}
	const taken = aliasesOf(names).find(
		name => !known.includes(name) && hosts.some(({alias}) => alias === name),
	);
	return taken === undefined ? null : `There is a host ${taken} already.`;
}

function loopProblem(jump: string, names: readonly string[], hosts: readonly Host[]): string | null {
	const [alias] = aliasesOf(names);
	if (jump === '' || alias === undefined) {
		return null;
	}
	const others = hosts.filter(host => host.alias !== alias);
	const own = {alias, proxyJump: jump} as Host;
	const loop = loopFinder([...others, own])(alias);
	return loop === null ? null : `That leads in a circle: ${loop.join(' → ')}.`;
}

/** What is wrong with the values, what is said below each field, and which fields are not needed yet. */
export function checkHost(
	values: Values<string>,
	surroundings: HostSurroundings,
	effective: EffectiveOptions | null,
): FormVerdict<string> {
	const {fields, ssh, home, hosts} = surroundings;
	const errors: Record<string, string> = {};
	const notes: Record<string, string> = {};
	const names = (values['names'] ?? '').split(/\s+/).filter(Boolean);
	const wrongNames = namesProblem(names, surroundings);
	if (wrongNames !== null) {
		errors['names'] = wrongNames;
	}
	const check = (id: string, keyword: string, value: string): void => {
		const printed = value === '' ? null : printValue(keyword, value, ssh);
		if (printed !== null && 'problem' in printed) {
			errors[id] = printed.problem;
		}
	};
	for (const {id, keyword, value: old} of fields) {
		const value = (values[id] ?? '').trim();
		if (keyword !== null) {
			// What stood there is ssh's to judge: IgnoreUnknown may have it pass.
			check(id, keyword, value === old.trim() ? '' : value);
			const option = optionOf(keyword);
			notes[id] = `${option?.meaning ?? keyword}.${inherited(keyword, effective, home)}`;
		} else if (id.startsWith('more ') && value !== '') {
			const more = readMore(value);
			const option = more === null ? undefined : optionOf(more.keyword);
			if (more !== null && (more.value !== '' || option === undefined)) {
				check(id, more.keyword, more.value === '' ? 'yes' : more.value);
			} else {
				errors[id] = 'A value is missing behind the option.';
			}
			if (option !== undefined) {
				notes[id] = `${option.meaning}.${inherited(option.name, effective, home)}`;
			}
		}
	}
	const loop = loopProblem((values['ProxyJump'] ?? '').trim(), names, hosts);
	if (loop !== null && errors['ProxyJump'] === undefined) {
		errors['ProxyJump'] = loop;
	}
	return {
		errors,
		notes,
		hidden: fields
			.filter(({id, after}) => after !== null && values[after] === '' && values[id] === '')
			.map(({id}) => id),
	};
}
