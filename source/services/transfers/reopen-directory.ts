import {isSessionEnd} from '../../core/files/file-failure.ts';
import {type Item, targetOf} from '../../core/transfers/item.ts';
import {type Carry, firstOf} from './carry.ts';
import {checkWay} from './way.ts';

const owner = 0o700;

/**
 * A directory of our making that has its final mode already, though something is to go into it or out of it yet, is opened
 * for that where its mode forbids it. It gets that mode again in the end.
 */
export async function reopenDirectory(item: Item, carry: Carry): Promise<void> {
	if (!carry.isOurs(item) || (item.mode & (item.existing?.mode ?? owner) & owner) === owner) {
		return;
	}
	const files = firstOf(carry.target);
	const path = targetOf(item, carry.directory);
	try {
		checkWay(item, carry);
		const {type, mode} = await files.lstat(path);
		if (type === 'directory' && (mode & owner) !== owner) {
			await files.setAttributes(path, {mode: (mode & 0o777) | owner});
		}
	} catch (error) {
		// Where it cannot be opened, what is to go into it says so.
		if (isSessionEnd(error)) {
			throw error;
		}
	}
}
