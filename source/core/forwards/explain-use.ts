import {printable} from '../text/printable.ts';
import {describeEndpoint, type Forward} from './forward.ts';

/**
 * Why a connection through a forward led nowhere, in words that name the machine; null where it says nothing about the
 * forward: a proxy that could not reach one of many places still works. `why` is ssh's word for it.
 */
export function explainUse(alias: string, {kind, target}: Forward, why: string): string | null {
	const host = printable(alias);
	const place = target === null ? null : printable(describeEndpoint(target));
	if (/^administratively prohibited/.test(why)) {
		return `${host} forbids it to lead ${place === null ? 'anywhere' : `to ${place}`} (AllowTcpForwarding, PermitOpen).`;
	}
	if (/^(unknown channel type|resource shortage)/.test(why)) {
		return `${host} carries no such connection: ${printable(why)}.`;
	}
	if (place === null) {
		return null;
	}
	const from = `as seen from ${kind === 'remote' ? 'this machine' : host}`;
	const seen = `${place}, ${from}`;
	if (/refused/i.test(why)) {
		return `Nothing listens at ${seen}.`;
	}
	if (/^(connect failed: )?open failed$/.test(why)) {
		return target !== null && 'path' in target
			? `Nobody listens at ${seen}, or its sshd forbids it (AllowStreamLocalForwarding).`
			: `Not to be reached: ${seen}, whose sshd does not say why.`;
	}
	if (/Temporary failure/i.test(why)) {
		return `No name server answers for it: ${seen}.`;
	}
	if (/not known|resolve|No address|unknown host/i.test(why)) {
		const name = target !== null && 'port' in target ? printable(target.address ?? '') : place;
		return `There is no such name: ${name}, ${from}.`;
	}
	if (/timed out|No route|unreachable/i.test(why)) {
		return `Not to be reached: ${seen} (${printable(why.replace(/^connect failed: /, ''))}).`;
	}
	return `It leads nowhere: ${seen}: ${printable(why)}.`;
}
