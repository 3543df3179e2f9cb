import {charsetOf} from '../core/text/charset.ts';
import type {Tone} from '../state/app-state.ts';

/** What a piece of text is, which decides how it looks. Never the only sign of a state: a shape and a word go with it. */
export type Role =
	| 'text'
	| 'dim'
	| 'strong'
	| 'accent'
	| 'tag'
	| 'good'
	| 'warning'
	| 'bad'
	| 'selected'
	| 'selected-idle'
	| 'key';

/** How a message of each tone looks. */
export const toneRoles: Readonly<Record<Tone, Role>> = {
	info: 'text',
	good: 'good',
	warning: 'warning',
	bad: 'bad',
};

export type Glyphs = {
	readonly up: string;
	readonly ok: string;
	readonly bad: string;
	readonly warning: string;
	readonly none: string;
	readonly pin: string;
	/** Before what is typed and is no host. */
	readonly typed: string;
	/** Before the chosen row of a pane that has not the focus. */
	readonly chosen: string;
	/** Before the name of a host of which lint has something to say. */
	readonly fault: string;
	/** Before a marked host, where the mark of files means a pin. */
	readonly markedHost: string;
	/** Before a marked file. */
	readonly marked: string;
	/** Stands for a character of a secret. */
	readonly mask: string;
	readonly rule: string;
	readonly heavyRule: string;
};

export type Theme = {
	/** A clean text with the look of its role. */
	paint(role: Role, text: string): string;
	readonly glyphs: Glyphs;
};

type Style = Readonly<Record<Role, string>>;

/** SGR parameters. Only the terminal's own 16 colours, which its owner chose to be readable on its background. */
const plain: Style = {
	text: '',
	dim: '2',
	strong: '1',
	accent: '1',
	tag: '',
	good: '',
	warning: '1',
	bad: '1',
	selected: '7',
	'selected-idle': '1',
	key: '1',
};
const dark: Style = {...plain, accent: '1;36', tag: '35', good: '32', warning: '33', bad: '1;31', key: '36'};
/** Yellow and cyan cannot be read on white. */
const light: Style = {...dark, accent: '1;34', warning: '1;35', key: '34'};

const unicodeGlyphs: Glyphs = {
	up: '●',
	ok: '✓',
	bad: '✗',
	warning: '!',
	none: '·',
	pin: '*',
	typed: '+',
	chosen: '>',
	fault: '!',
	markedHost: '+',
	marked: '*',
	mask: '•',
	rule: '─',
	heavyRule: '━',
};
const asciiGlyphs: Glyphs = {
	up: '@',
	ok: '+',
	bad: 'x',
	warning: '!',
	none: '.',
	pin: '*',
	typed: '>',
	chosen: '>',
	fault: '!',
	markedHost: '+',
	marked: '*',
	mask: '*',
	rule: '-',
	heavyRule: '=',
};

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether the terminal says that its background is light (COLORFGBG, as rxvt, Konsole and others set it). */
function isLight(env: Environment): boolean {
	const background = Number(env['COLORFGBG']?.split(';').at(-1) || Number.NaN);
	return background === 7 || background === 15;
}

/** The theme for an environment: `NO_COLOR`, COLORFGBG, TERM and the locale decide. */
export function chooseTheme(env: Environment): Theme {
	const isPlain = (env['NO_COLOR'] ?? '') !== '' || /^(dumb|vt\d+)/.test(env['TERM'] ?? '');
	const style = isPlain ? plain : isLight(env) ? light : dark;
	return {
		glyphs: charsetOf(env) === 'unicode' ? unicodeGlyphs : asciiGlyphs,
		paint(role, text) {
			const code = style[role];
			return code === '' || text === '' ? text : `\u001B[${code}m${text}\u001B[0m`;
		},
	};
}
