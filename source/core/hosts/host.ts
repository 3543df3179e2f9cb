import type {KeyUses} from '../keys/key-uses.ts';

/** Where something stands in a config file: the absolute path and the line, counted from 1. */
export type Origin = {readonly file: string; readonly line: number};

/**
 * A host of the config: one name of a `Host` line that is no pattern, with the values a static reading of the files
 * gives it (first value wins over the Host blocks, wildcards included; Match never applied; nothing executed).
 */
export type Host = {
	readonly alias: string;
	readonly source: Origin;
	/** All names of the `Host` line it stands on, in order, negations included. */
	readonly patterns: readonly string[];
	readonly hostName: string | null;
	readonly user: string | null;
	readonly port: number | null;
	readonly proxyJump: string | null;
	readonly tags: readonly string[];
	/** Why `ssh` would refuse the name, or null when it can be launched. */
	readonly refused: string | null;
};

/** A `Host` line of patterns (`*.prod`), shown apart: it is no host. */
export type HostPattern = {
	readonly patterns: readonly string[];
	readonly source: Origin;
	readonly tags: readonly string[];
};

/** A forward that the config asks for, as written. */
export type ConfiguredForward = {
	readonly alias: string;
	readonly kind: 'local' | 'remote' | 'dynamic';
	/** The two arguments of the option (`8080`, `db:5432`); a dynamic forward has only the first. */
	readonly listen: string;
	readonly target: string | null;
	readonly source: Origin;
};

/** Something wrong in a config file; `line` is null when it concerns the file as a whole. */
export type ConfigProblem = {readonly file: string; readonly line: number | null; readonly message: string};

/** What one reading of the config files gave. */
export type ConfigReading = {
	/** The file it began with: the user's, or the one of `-F`. */
	readonly file: string;
	readonly hosts: readonly Host[];
	readonly patterns: readonly HostPattern[];
	readonly forwards: readonly ConfiguredForward[];
	/** Found when first asked for: with thousands of hosts that takes some milliseconds. */
	readonly problems: readonly ConfigProblem[];
	/** Who uses which key; found when first asked for, too. */
	readonly keyUses: KeyUses;
	/** Changes when any file involved changes: a key for caches. */
	readonly fingerprint: string;
};

/** One value of an effective option, exactly as `ssh -G` prints it; a default's source is null. */
export type OptionValue = {readonly value: string; readonly source: Origin | null};

/** What `ssh -G` says of a host: option in lower case → values. */
export type EffectiveOptions = {
	readonly alias: string;
	readonly options: Readonly<Record<string, readonly OptionValue[]>>;
};
