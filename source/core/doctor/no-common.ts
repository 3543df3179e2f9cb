import type {Origin} from '../hosts/host.ts';
import {printable} from '../text/printable.ts';
import type {Finding} from './stage.ts';

const offer =
	/^Unable to negotiate with \S+ port \d+: no matching (?<what>[\w ]+?)(?: algorithm)? found\. Their offer: (?<names>\S+)$/;
const options: Readonly<Record<string, string>> = {
	'key exchange method': 'KexAlgorithms',
	'host key type': 'HostKeyAlgorithms',
	cipher: 'Ciphers',
	MAC: 'MACs',
};

/** What a connection needs one of: the option of ssh_config(5) that may allow it, and the names as they were given. */
export type Needed = {
	readonly option: string;
	readonly names: readonly string[];
	/** What it is for, in words: `cipher`, or the path of a key. */
	readonly what: string;
};

/** Reads what ssh said when it had no algorithm in common with the host; null when it said something else. */
export function foreignOffer(lines: readonly string[]): Needed | null {
	for (const line of lines) {
		const {what = '', names = ''} = offer.exec(line)?.groups ?? {};
		const option = Object.hasOwn(options, what) ? options[what] : undefined;
		if (option !== undefined) {
			return {option, names: names.split(','), what};
		}
	}
	return null;
}

/**
 * The line that allows the first of these algorithms that this ssh knows (`ssh -Q OPTION`) besides what is allowed now: the
 * list of the user, or what ssh takes by itself (null). Null where it knows none.
 */
export function lineForOffer(
	{option, names}: Needed,
	known: readonly string[],
	ownList: string | null,
): string | null {
	const name = names.find(each => known.includes(each));
	return name === undefined ? null : `${option} ${ownList === null ? '+' : `${ownList},`}${name}`;
}

const plainAlgorithms: Readonly<Record<string, readonly string[]>> = {
	RSA: ['rsa-sha2-512', 'rsa-sha2-256'],
	ED25519: ['ssh-ed25519'],
	'ED25519-SK': ['sk-ssh-ed25519@openssh.com'],
	'ECDSA-SK': ['sk-ecdsa-sha2-nistp256@openssh.com'],
};

/** The signatures with which a sound key can log in; none for one of an unknown or an old type. */
export function signaturesOf({type, bits}: {type: string | null; bits: number | null}): readonly string[] {
	return type === 'ECDSA' ? [`ecdsa-sha2-nistp${bits}`] : (plainAlgorithms[type ?? ''] ?? []);
}

/** A line of the config that allows nothing of what is needed, where ssh by itself would take `common`. */
export type NarrowLine = {
	readonly needed: Needed;
	readonly common: string;
	/** Null where only ssh knows. */
	readonly source: Origin | null;
	/** Whether it is a line for the whole machine, as those of /etc/ssh are. */
	readonly isOfSystem: boolean;
};

/** What a line of the config that allows too little does, and how it can be changed. */
export function explainNarrowLine({needed, common, source, isOfSystem}: NarrowLine): Finding {
	const {option, what} = needed;
	const line = source === null ? `${option} of the config` : `${option} in ${place(source)}`;
	return {
		cause:
			option === 'PubkeyAcceptedAlgorithms'
				? `${line} leaves out the key ${printable(what)} (${common}), which ssh by itself would offer.`
				: `${line} allows no ${what} that the host has; ssh by itself would take ${common}.`,
		advice: isOfSystem
			? `That line is for this whole machine: in your own config, ${option} ${common} for this host wins over it.`
			: `Take that line out, or have it allow ${common}.`,
	};
}

function place({file, line}: Origin): string {
	return `${printable(file)}:${line}`;
}

/** Why a host has nothing in common with an ssh of which no line of the config takes anything. */
export function explainOldHost({option, what}: Needed): Finding {
	return {
		cause: `The host and this ssh have no ${what} in common: its SSH software is too old, or set too strictly.`,
		advice: `Have it updated; until then ${option} for this host alone can allow a weaker one.`,
	};
}
