import {Refusal} from '../../core/errors.ts';
import type {ForwardStatus} from '../../core/forwards/forward-status.ts';
import {forwardsOf, renameForwards} from '../../core/forwards/rename-forwards.ts';
import type {FileFix, Rename} from '../../core/hosts/edit/rename.ts';
import {jumpsThrough} from '../../core/hosts/jump-loop.ts';
import {renamed} from '../../core/hosts/memory.ts';
import {printable} from '../../core/text/printable.ts';
import type {Context} from '../context.ts';
import {remember} from '../remember.ts';

/** The lines that go through a host by ProxyJump and are to follow its new name. Throws a Refusal when that is left open. */
export async function askForJumps(context: Context, rename: Rename): Promise<readonly FileFix[]> {
	const {services, dialogs, state} = context;
	const jumps = await services.hostEdits.renameJumps(rename);
	if (jumps.length === 0) {
		return [];
	}
	const users = jumpsThrough(state().hosts.reading?.hosts ?? [], rename.from);
	const names = users.slice(0, 3).map(({alias}) => alias);
	const more = users.length > names.length ? ` and ${users.length - names.length} more` : '';
	const [from, to] = [printable(rename.from), printable(rename.to)];
	const lines = jumps.length === 1 ? '1 ProxyJump line' : `${jumps.length} ProxyJump lines`;
	const who = printable(names.join(', ')) + more;
	const item = await dialogs.choose({
		title:
			users.length === 0
				? `${lines} → ${from}`
				: `${who} ${users.length === 1 ? 'goes' : 'go'} through ${from}`,
		items: [
			{label: `Let them go through ${to}`, note: `Changes ${lines} as well.`, jumps},
			{label: `Leave them with ${from}`, note: 'ssh will not find it any more.', jumps: []},
		],
	});
	if (item === null) {
		throw new Refusal('Nothing was written.');
	}
	return item.jumps;
}

/** The forwards that the keeper has for a host of this config. */
export function ownForwardsOf({services, state}: Context, alias: string): readonly ForwardStatus[] {
	return forwardsOf(state().ownForwards ?? [], alias, services.forwards.own.configFile);
}

/** What is remembered of a host, and its forwards, go by the name that it has now; gives what there is to say. */
export async function carryOver(context: Context, {from, to}: Rename): Promise<string> {
	await remember(context, memory => renamed(memory, from, to));
	const {set} = context.services.forwards.own;
	return (await renameForwards(ownForwardsOf(context, from), to, set)).map(line => ` ${line}`).join('');
}
