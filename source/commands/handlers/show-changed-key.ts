import {historyOf} from '../../core/hosts/memory.ts';
import type {ChangedKey} from '../../core/known-hosts/changed-key.ts';
import {hostKeyComplaint} from '../../core/known-hosts/host-key-complaint.ts';
import {offendingKeys} from '../../core/known-hosts/host-keys.ts';
import {listStart} from '../../core/list/position.ts';
import type {Context} from '../context.ts';
import {hopsTo} from '../prompts/answering.ts';
import {findHostKeys, type Machine, machinesOf} from '../prompts/find-host-keys.ts';
import {sshWords} from '../ssh-words.ts';

/** How long the look-up behind the dialog may take, in milliseconds. */
const deadline = 5000;

/** The machines of a connection to a host. */
function machinesTo({state}: Context, {alias, port}: Machine): readonly Machine[] {
	const hops = hopsTo(state(), alias);
	return [{alias, port}, ...machinesOf({alias, hops}).slice(1)];
}

/**
 * Opens the red dialog where ssh failed because a machine on the way to `target` showed a changed or revoked key. What ssh
 * said chooses among those machines only; keys, files and lines are from our own look-up. False: it failed otherwise, or
 * the machine it speaks of is none of them.
 */
export async function showChangedKey(context: Context, target: Machine, stderr: string): Promise<boolean> {
	const complaint = hostKeyComplaint(stderr);
	if (complaint === null) {
		return false;
	}
	const signal = AbortSignal.timeout(deadline);
	const machines = machinesTo(context, target);
	const found = await findHostKeys(context.services, machines, complaint.name, signal).catch(() => null);
	if (found === null) {
		return false;
	}
	const {alias, keys} = found;
	const change: ChangedKey = {
		alias,
		target: target.alias,
		kind: complaint.kind,
		shown: complaint.shown,
		keys,
		offending:
			complaint.kind === 'changed'
				? offendingKeys(keys)
				: keys.found.filter(({trust}) => trust === 'revoked'),
		lastOk: historyOf(context.state().hosts.history, alias)?.lastOk ?? null,
		raw: sshWords(stderr),
	};
	context.send({
		type: 'dialog-stacked',
		dialog: {kind: 'changed-key', change, isRawShown: false, position: listStart},
	});
	return true;
}
