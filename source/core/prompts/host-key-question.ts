import {printable} from '../text/printable.ts';
import type {HostKeyQuestion} from './prompt.ts';

const first = /^The authenticity of host '(?<host>\S+) \((?<address>[^()]*)\)' can't be established\.?$/;
const fingerprintLine = /^(?<type>[\w-]+) key fingerprint is (?<fingerprint>[A-Z0-9]+:[A-Za-z0-9+/=:]+)\.$/;
const otherTypes = /^but keys of different type are already known for this host\.$/;
const randomArt = /^(\+-{2,}.*-{2,}\+|\|.*\|)$/;
const dnsLine = /^(?<answer>Matching|No matching) host key fingerprint found in DNS\.$/;
const noOtherNames = /^This key is not known by any other names\.?$/;
const otherNames = /^This host key is known by the following other names\/addresses:$/;
const otherName = /^ {4}(?<place>.+:\d+): (?<name>.*)$/;
const omitted = /^ {4}\((?<count>\d+) additional names omitted\)$/;
const last = /^Are you sure you want to continue connecting \(yes\/no\/\[fingerprint\]\)\? ?$/;

const unspoken = [otherTypes, randomArt, noOtherNames, otherNames];

/**
 * Reads the question that OpenSSH (8.5 to 10.x) asks about a host whose key it does not know; null when a single line of
 * it is not as ssh writes it.
 */
export function readHostKeyQuestion(text: string): HostKeyQuestion | null {
	const lines = text.split('\n');
	const host = first.exec(lines[0] ?? '')?.groups;
	if (host === undefined || !last.test(lines.at(-1) ?? '')) {
		return null;
	}
	let key: Record<string, string> | undefined;
	let dns: HostKeyQuestion['dns'] = null;
	let left = 0;
	const names: {place: string; name: string}[] = [];
	for (const line of lines.slice(1, -1)) {
		const name = otherName.exec(line)?.groups;
		const count = omitted.exec(line)?.groups;
		const answer = dnsLine.exec(line)?.groups;
		const print = key === undefined ? fingerprintLine.exec(line)?.groups : undefined;
		if (print !== undefined) {
			key = print;
		} else if (answer !== undefined) {
			dns = answer['answer'] === 'Matching' ? 'matches' : 'no-match';
		} else if (count !== undefined) {
			left = Number(count['count']);
		} else if (name !== undefined) {
			names.push({place: printable(name['place'] ?? ''), name: printable(name['name'] ?? '')});
		} else if (!unspoken.some(pattern => pattern.test(line))) {
			return null;
		}
	}
	const address = printable(host['address'] ?? '');
	return key === undefined
		? null
		: {
				host: printable(host['host'] ?? ''),
				address: address.startsWith('<') ? null : address,
				keyType: key['type'] ?? '',
				fingerprint: key['fingerprint'] ?? '',
				dns,
				otherNames: names,
				omitted: left,
			};
}
