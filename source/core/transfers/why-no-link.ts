import {join} from 'node:path/posix';
import {type Item, pathOf} from './item.ts';

/** A link that another machine sends must stay inside of what is copied: files are written through it later. */
export function whyNoLink(item: Item, leadsTo: string, isForeign: boolean): string | null {
	if (leadsTo.startsWith('/')) {
		return 'The link leads to an absolute path: such links are not copied.';
	}
	if (!isForeign) {
		return null;
	}
	if (goesUpLate(leadsTo)) {
		return 'The link leads up from a directory that may be a link: such links are not copied.';
	}
	const end = join(pathOf(item.parent!), leadsTo);
	return end === '..' || end.startsWith('../') ? 'The link leads out of what is copied.' : null;
}

/** Whether a path has a `..` behind a name. Where that name is a link, no look at the path tells what is above it. */
function goesUpLate(path: string): boolean {
	const steps = path.split('/').filter(step => step !== '' && step !== '.');
	return steps.some((step, index) => step === '..' && index > 0 && steps[index - 1] !== '..');
}
