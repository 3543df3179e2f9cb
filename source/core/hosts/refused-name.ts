import {printable} from '../text/printable.ts';

/** The usual name, told at one look: thousands are read before the first frame. */
const usual = /^[\w.][\w.@:+-]*$/;
const forbidden = /['"`$\\;&<>|(){}]/;
const blankOrControl = /[\u0000-\u0020\u007F]/;

/**
 * Why `ssh` refuses a name as a host (OpenSSH 9.6 and later, and patched older ones), in words; null when it can be
 * launched. `日本`, `a+b`, `a/b` and `a=b` can.
 */
export function whyRefused(alias: string): string | null {
	if (usual.test(alias)) {
		return null;
	}
	if (alias === '') {
		return 'The name is empty.';
	}
	if (alias.startsWith('-')) {
		return 'The name begins with “-”: ssh would take it for an option.';
	}
	if (blankOrControl.test(alias)) {
		return 'The name has white space or a control character, which ssh refuses.';
	}
	const character = forbidden.exec(alias)?.[0];
	if (character !== undefined) {
		return `The name has the character ${printable(character)}, which ssh refuses.`;
	}
	if (alias.includes('\uFFFD')) {
		return 'The name is not valid UTF-8.';
	}
	return null;
}

/** Why no argument of `ssh` can mean a name, or a pattern, of a `Host` line, in words: ssh takes it apart; null when one can. */
export function whyUnreachable(name: string): string | null {
	if (name.startsWith('ssh://')) {
		return 'ssh takes what begins with “ssh://” for an address: no host can have such a name.';
	}
	return name.includes('@')
		? 'ssh takes what stands before “@” for a user: no host can have such a name.'
		: null;
}

/** Why a name of a `Host` line stands for no host that can be launched, in words; null when it can. */
export function whyNoHost(alias: string): string | null {
	return whyRefused(alias) ?? whyUnreachable(alias);
}
