import type {ParseArgsConfig} from 'node:util';

/** The options that stand with every subcommand, as parseArgs of Node wants them. */
export const sharedOptions = {
	'ssh-config': {type: 'string', short: 'F'},
	demo: {type: 'boolean'},
	help: {type: 'boolean', short: 'h'},
	version: {type: 'boolean', short: 'V'},
} as const satisfies ParseArgsConfig['options'];
