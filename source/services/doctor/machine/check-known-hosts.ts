import type {Stage} from '../../../core/doctor/stage.ts';
import {keyOfLine, parseKnownHostsLine} from '../../../core/known-hosts/line.ts';
import {printable} from '../../../core/text/printable.ts';
import {readRegular} from '../../keys/read-regular.ts';

const sizeLimit = 16 * 1024 * 1024;
const mostTold = 20;

/** Whether known_hosts files can be read, and the lines in them that ssh passes over. */
export async function checkKnownHosts(files: readonly string[]): Promise<Stage> {
	const raw: string[] = [];
	let isUnread = false;
	for (const file of files) {
		const read = await readRegular(file, sizeLimit);
		if ('error' in read) {
			if (read.error !== 'missing') {
				isUnread = true;
				raw.push(`${printable(file)}: ${read.error === 'special' ? 'no regular file' : 'cannot be read'}`);
			}
			continue;
		}
		read.bytes
			.toString()
			.split('\n')
			.forEach((line, index) => {
				if (isOdd(line)) {
					raw.push(`${printable(file)}:${index + 1}: no line that ssh understands`);
				}
			});
	}
	const stage = {stage: 'known_hosts', ms: null};
	if (raw.length === 0) {
		return {...stage, status: 'ok', cause: null, advice: null, raw: []};
	}
	return {
		...stage,
		status: isUnread ? 'failed' : 'warning',
		cause: isUnread
			? 'The keys of known hosts cannot be read: ssh takes every host for an unknown one.'
			: raw.length === 1
				? `ssh passes over ${raw[0]!.replace(/: no line.*/, '')}, which it does not understand.`
				: `ssh passes over ${raw.length} lines, which it does not understand.`,
		advice: isUnread ? 'Make the file readable for you.' : 'Correct or remove what is named.',
		raw: raw.slice(0, mostTold),
	};
}

function isOdd(text: string): boolean {
	if (/^\s*(#.*)?$/.test(text)) {
		return false;
	}
	const line = parseKnownHostsLine(text);
	return line === null || keyOfLine(line) === null;
}
