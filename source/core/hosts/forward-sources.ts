import type {Origin} from './host.ts';
import type {ForwardLine} from './option-lines.ts';

/**
 * The line behind each printed forward of one option. ssh drops a forward that is there already, and prints ports,
 * addresses and paths in its own form: lines are matched by form, and what is left over by order.
 */
export function forwardSources(
	option: string,
	values: readonly string[],
	lines: readonly ForwardLine[],
): (Origin | null)[] {
	// ssh prints a local forward to a socket as a dynamic one, too.
	const candidates =
		option === 'dynamicforward'
			? [...lines.filter(line => line.option === option), ...lines.filter(isToSocket)]
			: lines.filter(line => line.option === option);
	const forms = candidates.map(line => formOf(option, line.words));
	const taken = new Set<string>();
	const sources = values.map(value => {
		const form = formOf(option, splitPrinted(value));
		const index = forms.indexOf(form);
		taken.add(form);
		return candidates[index]?.source ?? null;
	});
	const left = candidates.filter((_, index) => !taken.has(forms[index] as string));
	return sources.map(source => source ?? left.shift()?.source ?? null);
}

function isToSocket(line: ForwardLine): boolean {
	return line.option === 'localforward' && (line.words[1] ?? '').includes('/');
}

function splitPrinted(value: string): string[] {
	const space = value.search(/ (?=\[|\/|[^ ]+$)/);
	return space === -1 ? [value] : [value.slice(0, space), value.slice(space + 1)];
}

function formOf(option: string, words: readonly string[]): string {
	const [listen = '', target = ''] = words;
	const to = option === 'dynamicforward' || target === '[socks]:0' ? '' : target;
	return `${endForm(listen)} ${endForm(to)}`;
}

/** An end without its brackets, a missing host empty: `[db]:80` and `db:80` are one. */
function endForm(end: string): string {
	const parts = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(end);
	return parts ? `${parts[1] ?? parts[2] ?? ''}:${parts[3]}` : /^\d+$/.test(end) ? `:${Number(end)}` : end;
}
