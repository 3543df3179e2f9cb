import {mostKeysOffered} from './too-many-keys.ts';

/** What `ssh -G` and our own look-up know of the keys that are offered to a host. */
export type OfferedKeys = {
	/** How many the agent holds. */
	readonly inAgent: number;
	/** IdentityFile values as written, of keys that are there; `isDefault` where the config names none. */
	readonly files: ReadonlyArray<{readonly written: string; readonly isDefault: boolean}>;
	readonly identitiesOnly: boolean;
};

/** The lines that have ssh offer one key alone, where it offers so many that a host may hang up; null where it does not. */
export function linesForOneKey({inAgent, files, identitiesOnly}: OfferedKeys): readonly string[] | null {
	if (identitiesOnly || inAgent + files.length < mostKeysOffered) {
		return null;
	}
	const named = files.filter(({isDefault}) => !isDefault);
	const [first] = named.length > 0 ? named : files;
	return [
		...(named.length > 0 ? [] : [`IdentityFile ${first?.written ?? '~/.ssh/the-right-key.pub'}`]),
		'IdentitiesOnly yes',
	];
}

const offer =
	/^Unable to negotiate with \S+ port \d+: no matching (?<what>[\w ]+?)(?: algorithm)? found\. Their offer: (?<names>\S+)$/;
const options: Readonly<Record<string, string>> = {
	'key exchange method': 'KexAlgorithms',
	'host key type': 'HostKeyAlgorithms',
	cipher: 'Ciphers',
	MAC: 'MACs',
};

/** What a host offered that this ssh does not allow: the option of ssh_config(5), and the names as the host gave them. */
export type ForeignOffer = {readonly option: string; readonly names: readonly string[]};

/** Reads what ssh said when it had no algorithm in common with the host; null when it said something else. */
export function foreignOffer(lines: readonly string[]): ForeignOffer | null {
	for (const line of lines) {
		const {what = '', names = ''} = offer.exec(line)?.groups ?? {};
		const option = Object.hasOwn(options, what) ? options[what] : undefined;
		if (option !== undefined) {
			return {option, names: names.split(',')};
		}
	}
	return null;
}

/** The line that allows the first of these algorithms that this ssh knows (`ssh -Q OPTION`); null where it knows none. */
export function lineForOffer({option, names}: ForeignOffer, known: readonly string[]): string | null {
	const name = names.find(each => known.includes(each));
	return name === undefined ? null : `${option} +${name}`;
}
