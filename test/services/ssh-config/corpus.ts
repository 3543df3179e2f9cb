import {blocks} from './corpus/blocks.ts';
import {includes} from './corpus/includes.ts';
import {lexical} from './corpus/lexical.ts';
import {matches} from './corpus/matches.ts';
import {options} from './corpus/options.ts';
import type {TrickyConfig} from './corpus/tricky.ts';

/** Configs that are easy to misread, with the aliases to ask for. */
export const corpus: readonly TrickyConfig[] = [...lexical, ...blocks, ...matches, ...includes, ...options];
