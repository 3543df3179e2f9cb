import assert from 'node:assert/strict';
import {test} from 'node:test';
import {explainFailure} from '../../../source/core/diagnosis/explain-failure.ts';
import {printable} from '../../../source/core/text/printable.ts';
import {withoutSshEscapes} from '../../../source/core/text/ssh-escapes.ts';

test('what ssh writes in octal is read, bytes that are no UTF-8 as those of names', () => {
	assert.equal(withoutSshEscapes('no \\346\\227\\245\\346\\234\\254 here'), 'no 日本 here');
	assert.equal(withoutSshEscapes('a\\\\346b'), 'a\\346b');
	assert.equal(printable(withoutSshEscapes('caf\\351')), 'caf\\xe9');
});

test('a name beyond ASCII is shown as it is where ssh is explained', () => {
	const said =
		'ssh: Could not resolve hostname \\346\\227\\245\\346\\234\\254: Name or service not known\r\n';
	const known = explainFailure(said, {alias: '日本'});
	assert.equal(known?.cause, 'The name 日本 is not known.');
	assert.match(known.line, /hostname 日本: Name/);
});

test('what is escaped cannot become a line of its own, or steer the terminal', () => {
	const said = 'ssh: Could not resolve hostname a\\012Connection\\033[2J: Name or service not known';
	assert.equal(explainFailure(said, {alias: 'a'})?.cause, 'The name a\\x0aConnection\\x1b[2J is not known.');
});
