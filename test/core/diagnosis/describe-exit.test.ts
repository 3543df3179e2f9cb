import assert from 'node:assert/strict';
import {test} from 'node:test';
import {describeExit, type Exit} from '../../../source/core/diagnosis/describe-exit.ts';

const cases: ReadonlyArray<[end: Partial<Exit>, line: string]> = [
	[{code: 0}, 'web-1: session ended (exit 0)'],
	[{code: 3}, 'web-1: session ended (exit 3)'],
	[{code: 127}, 'web-1: session ended (exit 127: the last command was not found)'],
	[{code: null, signal: 'SIGINT'}, 'web-1: cancelled'],
	[{code: null, signal: 'SIGKILL'}, 'web-1: ssh was ended by SIGKILL'],
	[
		{code: 255, stderr: 'Host key verification failed.\r\n'},
		'web-1: The key of the host was not accepted. Compare its fingerprint with one from its owner, then connect again and say yes.',
	],
	[{code: 255, stderr: 'Something new\r\n'}, 'web-1: Something new'],
	[{code: 255, stderr: ''}, 'web-1: session ended (exit 255: ssh failed, or the last command did)'],
	[
		{code: 255, stderr: 'Welcome to h!\r\nConnection to h closed.\r\n'},
		'web-1: session ended (exit 255: ssh failed, or the last command did)',
	],
	[{code: 1, stderr: 'Host key verification failed.\r\n'}, 'web-1: session ended (exit 1)'],
];

for (const [end, line] of cases) {
	test(`says “${line}”`, () => {
		assert.equal(describeExit({code: null, signal: null, stderr: '', ...end}, 'web-1'), line);
	});
}

test('cleans the name', () => {
	assert.equal(
		describeExit({code: 0, signal: null, stderr: ''}, 'a\u001b[2J'),
		'a\\x1b[2J: session ended (exit 0)',
	);
});
