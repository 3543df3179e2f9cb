import type {Finding} from './stage.ts';

const weak: ReadonlyArray<[what: string, form: RegExp, option: string]> = [
	['algorithm', /sha1/, 'KexAlgorithms'],
	['host key algorithm', /^ssh-(rsa|dss)(-|$)/, 'HostKeyAlgorithms'],
	['cipher', /cbc|arcfour|3des|blowfish|cast128/, 'Ciphers'],
];

/** What is held against an algorithm that the two sides agreed upon; null when it is sound. */
export function judgeAlgorithm(what: string, name: string): Finding | null {
	const found = weak.find(([kind, form]) => kind === what && form.test(name));
	return found === undefined
		? null
		: {
				cause: `The connection uses ${name}, which is weak: the SSH software of the host is old, or ${found[2]} of your config allows it.`,
				advice: 'Have the host updated.',
			};
}
