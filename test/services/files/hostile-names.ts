/** Names that are awkward to show or to handle, each of them sound. As bytes: not all are UTF-8. */
export const hostileNames: Readonly<Record<string, Buffer>> = {
	'a newline': Buffer.from('two\nlines'),
	'an escape sequence': Buffer.from('\u001B]0;pwn\u0007\u001B[2J'),
	'a right-to-left override': Buffer.from('invoice\u202Efdp.exe'),
	'bytes that are no UTF-8': Buffer.from([0xff, 0xfe]),
	'Latin-1': Buffer.from([0x63, 0x61, 0x66, 0xe9]),
	'a real character of the escape range': Buffer.from('\u{10FFE9}'),
	'a dash first': Buffer.from('-rf'),
	'a space last': Buffer.from('trailing '),
	'255 bytes': Buffer.from('x'.repeat(255)),
	'255 bytes that are no UTF-8': Buffer.alloc(255, 0xf4),
	emoji: Buffer.from('👩\u200D👩\u200D👧 🚀'),
	CJK: Buffer.from('日本語.txt'),
	'a colon and a backslash': Buffer.from('a:b\\c'),
	'globs and quotes': Buffer.from('*?["$\'`'),
};
