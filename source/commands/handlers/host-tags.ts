import {Refusal} from '../../core/errors.ts';
import {readTags} from '../../core/hosts/config-text.ts';
import type {Host} from '../../core/hosts/host.ts';
import {selectedRow} from '../../state/rows/details-rows.ts';
import type {Context} from '../context.ts';
import type {Values} from '../dialogs/form.ts';
import {carryOut, readAnew} from './host-edits.ts';

function hostsOf({state}: Context, isAll: boolean): readonly Host[] {
	const {hosts} = state();
	if (isAll) {
		return hosts.rows.flatMap(row => (row.kind === 'host' ? [row.host] : []));
	}
	const marked = (hosts.reading?.hosts ?? []).filter(({alias}) => hosts.marks.includes(alias));
	const row = selectedRow(state());
	return marked.length > 0 ? marked : row?.kind === 'host' ? [row.host] : [];
}

/** `t`: the tags of the marked hosts, or of the chosen one; `T`: of all that the filter shows. */
export async function tag(context: Context, isAll: boolean): Promise<void> {
	const hosts = hostsOf(context, isAll);
	const [first] = hosts;
	if (first === undefined) {
		throw new Refusal('Choose a host of the config first.');
	}
	const all = [...new Set((context.state().hosts.reading?.hosts ?? []).flatMap(({tags}) => tags))];
	const suggest = (_: string, values: Values<'tags' | 'gone'>): string[] => {
		const [, start = '', word = ''] = /^(.*?)([^,\s]*)$/s.exec(values.tags) ?? [];
		return all.filter(each => each.startsWith(word)).map(each => start + each);
	};
	const isOne = hosts.length === 1;
	const names = hosts.length <= 3 ? hosts.map(({alias}) => alias).join(', ') : `${hosts.length} hosts`;
	const values = await context.dialogs.form<'tags' | 'gone'>({
		title: `Tags of ${names}`,
		submit: 'show what changes',
		fields: [
			{
				id: 'tags',
				label: isOne ? 'Tags' : 'Add',
				value: isOne ? first.tags.join(', ') : '',
				note: 'Words separated by commas, such as prod, eu.',
			},
			{id: 'gone', label: 'Take away', note: 'Tags that all of them lose.'},
		],
		check: () => ({hidden: isOne ? ['gone'] : []}),
		suggest,
	});
	if (values === null) {
		return;
	}
	const wanted = readTags(values.tags);
	const gone = isOne ? first.tags.filter(each => !wanted.includes(each)) : readTags(values.gone);
	const isDone = await carryOut(context, `tag ${names}`, async () => {
		const reading = await readAnew(context);
		const now = reading.hosts.filter(({alias}) => hosts.some(host => host.alias === alias));
		return {kind: 'tag', hosts: now.map(({source}) => source), add: wanted, remove: gone};
	});
	if (isDone) {
		context.send({type: 'host-marked', alias: null});
	}
}

/** Marks the chosen host for a command about several, and goes on to the next. */
export function mark({state, send}: Context): void {
	const row = selectedRow(state());
	if (row?.kind === 'host') {
		send({type: 'host-marked', alias: row.host.alias});
		send({type: 'list-moved', move: {rows: 1}});
	}
}
