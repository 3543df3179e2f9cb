import {isFileFailure} from '../../core/files/file-failure.ts';
import {inside, parentOf} from '../../core/files/paths.ts';
import type {Item} from '../../core/transfers/item.ts';
import {targetOf} from '../../core/transfers/item.ts';
import {type Carry, firstOf, TargetAppeared} from './carry.ts';
import {finish, type Place, underOwnName} from './place.ts';
import {checkWay} from './way.ts';

/** Makes a link like the source's: what is in its place is replaced, a link itself and not what it leads to. */
export async function carryLink(item: Item, carry: Carry): Promise<void> {
	checkWay(item, carry);
	const files = firstOf(carry.target);
	const path = targetOf(item, carry.directory);
	if (item.existing === null || item.action === 'create') {
		try {
			await files.symlink(item.leadsTo!, path);
		} catch (error) {
			// Servers only say that it failed.
			const existing = isFileFailure(error, 'exists', 'failure')
				? await files.lstat(path).catch(() => null)
				: null;
			if (existing === null) {
				throw error;
			}
			// It may be of our making: the answer was lost with the link to the host. A like one is as good.
			const leadsTo = existing.type === 'link' ? await files.readLink(path).catch(() => null) : null;
			if (leadsTo !== item.leadsTo) {
				throw new TargetAppeared(existing);
			}
		}
		return;
	}
	const part = inside(parentOf(path), carry.partName(item));
	const check = (): void => checkWay(item, carry);
	const place: Place = {path, part, mode: item.mode, replaced: item.existing, isFree: false, check};
	try {
		await files.removeFile(part).catch(() => {});
		await files.symlink(item.leadsTo!, part);
		await finish(item, place, carry);
	} catch (error) {
		throw underOwnName(error, place);
	}
}
