import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {build} from 'esbuild';
import stringWidth from 'string-width';
import {quickText} from '../../../script/build/quick-text.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

// What the bundle makes of the two names, as a bundle.
const outfile = join(tempDir('bundle'), 'quick.mjs');
await build({
	stdin: {
		contents: "export {default as width} from 'string-width'; export const Segmenter = Intl.Segmenter;",
		resolveDir: import.meta.dirname,
	},
	bundle: true,
	format: 'esm',
	platform: 'node',
	plugins: [quickText],
	outfile,
});
const bundle: {width: typeof stringWidth; Segmenter: typeof Intl.Segmenter} = await import(outfile);
const quickStringWidth = bundle.width;
const real = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const quick = new bundle.Segmenter(undefined, {granularity: 'grapheme'});
const common = Array.from({length: 0x2800}, (_, code) => String.fromCharCode(code));
const hard = [
	'',
	'日本語',
	'e\u0301 a\u0308',
	'👩‍👩‍👧 family',
	'🇩🇪🇫🇷',
	'☺️ ⌚ ▪️ ©️ ↔️ 1️⃣',
	'각 ᄀᄀ',
	'नमस्ते',
	'a\r\nb\rc\nd',
	'\u001B[1;31mred\u001B[39m ── ✓',
	'\u001B]8;;https://example.org\u0007link\u001B]8;;\u0007',
	'\u001B[2K',
	'tab\there',
	'zero\u200Bwidth\uFEFF',
	'\uD83D lone',
	'ｶﾞ',
];

const around = (character: string): string[] => [
	character,
	`a${character}`,
	`${character}a`,
	`·${character}─`,
	character + character,
	`${character}\uFE0F`,
	`${character}\u0301`,
	`\u001B[1m${character}\u001B[22m`,
];
const texts = [...common.flatMap(around), ...hard];

test('takes the short ways', () => {
	assert.notEqual(bundle.Segmenter, Intl.Segmenter);
	assert.notEqual(quickStringWidth.toString(), stringWidth.toString());
});

test('segments every text as Intl.Segmenter does', () => {
	for (const text of texts) {
		const parts = (segments: Iterable<Intl.SegmentData>): Array<[string, number]> =>
			Array.from(segments, ({segment, index}) => [segment, index]);
		assert.deepEqual(parts(quick.segment(text)), parts(real.segment(text)), JSON.stringify(text));
	}
});

test('measures every text as string-width does', () => {
	for (const text of texts) {
		assert.equal(quickStringWidth(text), stringWidth(text), JSON.stringify(text));
		const asked = {ambiguousIsNarrow: false};
		assert.equal(quickStringWidth(text, asked), stringWidth(text, asked), JSON.stringify(text));
		const counted = {countAnsiEscapeCodes: true};
		assert.equal(quickStringWidth(text, counted), stringWidth(text, counted), JSON.stringify(text));
	}
});
