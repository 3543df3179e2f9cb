import assert from 'node:assert/strict';
import {readdirSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {openFiles} from '../helpers/files.ts';

const names: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
	['a line end', 'a\nb', /a\\x0ab/],
	['an escape sequence', '\u001B[2J\u001B]0;x\u0007', /\\x1b\[2J\\x1b\]0;x\\x07/],
	['a right-to-left override', 'a\u202Egnp.exe', /a‹U\+202E›gnp\.exe/],
	['bytes that are no UTF-8', Uint8Array.of(0x61, 0xff, 0xfe), /a\\xff\\xfe/],
	['a dash in front', '-rf', / -rf /],
	['a blank behind', 'blank ', / blank\\x20 +0 B /],
	['blanks around it', '  blank ', /\\x20\\x20blank\\x20/],
	['255 bytes', 'x'.repeat(255), /xxx…xxx/],
	['wide characters', '日本語🚀', /日本語/],
	['a quote and a dollar', `'$(x)"`, /'\$\(x\)"/],
];

for (const [what, name, shown] of names) {
	test(`a name with ${what} is shown safely, renamed and deleted`, async () => {
		const {screen, there} = await openFiles(dashboard => {
			writeFileSync(Buffer.concat([Buffer.from(`${dashboard.there}/`), Buffer.from(name)]), '');
		});
		await screen.shows('1 entry');
		await screen.shows(shown);
		await screen.press('Down', 'r', 'Ctrl+U');
		await screen.write('renamed');
		await screen.press('Enter');
		await screen.shows('Moved');
		assert.deepEqual(readdirSync(there), ['renamed']);
		writeFileSync(Buffer.concat([Buffer.from(`${there}/`), Buffer.from(name)]), '');
		await screen.press('R');
		await screen.shows(' 2 entries');
		await screen.press('*');
		await screen.shows('2 entries marked');
		await screen.press('d');
		await screen.shows('Delete 2 entries on web-1?');
		await screen.press('y');
		await screen.shows('Deleted 2 entries');
		assert.deepEqual(readdirSync(there), []);
	});
}

test('questions that name a file show the blanks at its ends', async () => {
	const {screen} = await openFiles(({there}) => {
		writeFileSync(`${there}/a `, '');
		writeFileSync(`${there}/b`, '');
	});
	await screen.shows('2 entries');
	await screen.press('Down', 'd');
	await screen.shows('Delete “a\\x20” on web-1?');
	await screen.press('Esc');
	await screen.press('r');
	await screen.shows('Move “a\\x20” from web-1');
	await screen.press('Esc', 'Down', 'r', 'Ctrl+U');
	await screen.write('a ');
	await screen.press('Enter');
	await screen.shows(/Replace .*a\\x20 on web-1\?/);
});
