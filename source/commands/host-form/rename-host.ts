import {Refusal} from '../../core/errors.ts';
import type {ForwardStatus} from '../../core/forwards/forward-status.ts';
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
	const item = await dialogs.choose({
		title: `${names.length === 0 ? lines : printable(names.join(', ')) + more} → ${from}`,
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
export function forwardsOf({services, state}: Context, alias: string): readonly ForwardStatus[] {
	const {configFile} = services.forwards.own;
	return (state().ownForwards ?? []).filter(each => each.alias === alias && each.configFile === configFile);
}

/** What is remembered of a host, and its forwards, go by the name that it has now. */
export async function carryOver(context: Context, {from, to}: Rename): Promise<void> {
	await remember(context, memory => renamed(memory, from, to));
	for (const status of forwardsOf(context, from)) {
		const {id, kind, specification, label, isSaved, isAutomatic, state} = status;
		const isStarted = state !== 'stopped' && state !== 'failed';
		const plan = {alias: to, kind, specification, label, isSaved, isAutomatic};
		await context.services.forwards.own.set(plan, {forward: id, isStarted});
	}
}
