import {type ConfigLine, tagsKeyword} from './config-text.ts';
import {optionOf} from './edit/option-value.ts';
import {splitArguments} from './lexer.ts';

/** What these add depends on each other, or counts also where the block does not apply. */
const special = new Set([
	'proxycommand',
	'proxyjump',
	'streamlocalbindmask',
	'syslogfacility',
	'ignoreunknown',
]);

/** Whether a line sets an option of which the first counts, and settles it: `none` leaves some unset. */
export function countsOnce(line: ConfigLine): boolean {
	return (
		line.keyword !== tagsKeyword &&
		!special.has(line.keyword) &&
		optionOf(line.keyword)?.addsUp === false &&
		splitArguments(line.argument)?.[0]?.toLowerCase() !== 'none'
	);
}
