import {counted, grouped} from '../../text/numbers.ts';
import {printable} from '../../text/printable.ts';

/** An option that is another one for a host afterwards, values as `ssh -G` prints them. */
export type OptionChange = {
	readonly option: string;
	readonly before: readonly string[];
	readonly after: readonly string[];
};

/** What a change does to one host: it comes to the list, leaves it, gets this name for the one it had, or its options change. */
export type HostEffect = {
	readonly alias: string;
	readonly options: readonly OptionChange[];
} & ({readonly kind: 'added' | 'removed' | 'changed'} | {readonly kind: 'renamed'; readonly from: string});

/** What a change of the config does, as ssh says it. */
export type Effects = {
	/** The hosts that something changes for, in the order of the config. */
	readonly hosts: readonly HostEffect[];
	/** How many hosts ssh was asked about, of how many that could be affected. It is asked no more once enough is found to be told. */
	readonly asked: number;
	readonly of: number;
	/** What has to be known beside it: whole sentences. */
	readonly notes: readonly string[];
};

const none = 'none';

/** The options that two dumps of `ssh -G` differ in; one that is not printed is `none`. */
export function changedOptions(
	before: ReadonlyMap<string, readonly string[]>,
	after: ReadonlyMap<string, readonly string[]>,
): OptionChange[] {
	const options = [...new Set([...before.keys(), ...after.keys()])].filter(option => option !== 'host');
	return options.flatMap(option => {
		const was = before.get(option) ?? [];
		const is = after.get(option) ?? [];
		const isSame = (was.join('\n') || none) === (is.join('\n') || none);
		return isSame ? [] : [{option, before: was, after: is}];
	});
}

/** Of values that go (the seven default keys) no more than these are told one by one. */
const mostGone = 3;

/** Options that are one list with commas, of dozens of names. */
const algorithms = /^(ciphers|macs)$|algorithms$/;

/** `port 22 → 2222`, clean. Of lists only what comes and goes. */
function describeOption(change: OptionChange): string {
	const {option} = change;
	const listed = (values: readonly string[]): readonly string[] =>
		algorithms.test(option) ? values.flatMap(value => value.split(',')) : values;
	const [before, after] = [listed(change.before), listed(change.after)];
	if (before.length > 1 || after.length > 1) {
		const gone = before.filter(value => !after.includes(value));
		const parts = [
			...(gone.length > mostGone ? [`− ${gone.length} values`] : gone.map(value => `− ${printable(value)}`)),
			...after.filter(value => !before.includes(value)).map(value => `+ ${printable(value)}`),
		];
		return `${option} ${parts.length === 0 ? 'in another order' : parts.join(', ')}`;
	}
	return `${option} ${printable(before[0] ?? none)} → ${printable(after[0] ?? none)}`;
}

/** The same in short: `changes web-1: port 22 → 2222`. */
function describeEffect(effect: HostEffect): string {
	const {alias, options} = effect;
	const verb =
		effect.kind === 'renamed'
			? `renames ${printable(effect.from)} to`
			: {added: 'adds', removed: 'removes', changed: 'changes'}[effect.kind];
	const list = options.map(describeOption).join('; ');
	return `${verb} ${printable(alias)}${list === '' ? '' : `: ${list}`}`;
}

/** Of the hosts that a change is not about, no more than these are told. */
export const mostTold = 200;

/** All that changes, a line each, clean: first what it is about, then the other hosts. */
export function describeEffects({hosts, asked, of}: Effects, about: ReadonlySet<string>): string[] {
	const first = hosts.filter(({alias}) => about.has(alias));
	const others = hosts.filter(({alias}) => !about.has(alias));
	const told = others.slice(0, mostTold).map(each => (first.length === 0 ? '' : '  ') + describeEffect(each));
	const unasked = others.length < mostTold ? 0 : of - asked;
	const most = unasked === 0 ? '' : 'up to ';
	const more = others.length - told.length + unasked;
	return [
		...first.map(describeEffect),
		...(others.length > 0 && first.length > 0
			? [`also changes ${most}${counted(others.length + unasked, 'host')}:`]
			: []),
		...told,
		...(more > 0 ? [`  and ${most}${grouped(more)} more`] : []),
	];
}
