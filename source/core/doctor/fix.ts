import type {LineFix} from '../hosts/edit/edit-request.ts';
import type {ModeFault} from './mode-fault.ts';

/** Something that the doctor can put right, each after a question. */
export type Fix =
	/** Modes that ssh does not accept. */
	| {readonly kind: 'modes'; readonly faults: readonly ModeFault[]}
	/** A key with a passphrase that the host's agent does not hold; `socket` is that agent's. */
	| {readonly kind: 'add-key'; readonly path: string; readonly socket: string}
	/** A refused host key: `stderr` is what ssh said of it, to find the host by. */
	| {readonly kind: 'host-key'; readonly stderr: string}
	/** A line of the config that allows too little, which is to be commented out; `option` is what it sets. */
	| {readonly kind: 'narrow-line'; readonly option: string; readonly file: string; readonly fix: LineFix}
	/** Lines for the block of a host in a config file; `line` is where the block begins. */
	| ConfigFix;

export type ConfigFix = {
	readonly kind: 'config';
	readonly alias: string;
	readonly file: string;
	readonly line: number;
	/** What they are for, in a sentence. */
	readonly why: string;
	readonly lines: readonly string[];
};
