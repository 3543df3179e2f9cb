import {join} from 'node:path';
import type {Plugin} from 'esbuild';

const here = join(import.meta.dirname, 'quick');

/**
 * An esbuild plugin that puts a short way before `string-width` and `Intl.Segmenter`, for the texts that need neither.
 * Ink measures and segments each line it draws: this saves a fifth of the start and a third of a key press.
 */
export const quickText: Plugin = {
	name: 'quick-text',
	setup(bundle) {
		const {initialOptions: options} = bundle;
		options.define = {...options.define, 'Intl.Segmenter': 'QuickSegmenter'};
		options.inject = [...(options.inject ?? []), join(here, 'segmenter.ts')];
		bundle.onResolve({filter: /^string-width$/}, () => ({path: join(here, 'string-width.ts')}));
	},
};
