import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Forward} from '../../../source/core/forwards/forward.ts';
import {parseForward} from '../../../source/core/forwards/parse-forward.ts';
import {printForward} from '../../../source/core/forwards/print-forward.ts';
import {withWholePaths} from '../../../source/core/forwards/whole-paths.ts';

test('takes whole paths of sockets alone, and writes out the home of this machine', () => {
	const table: ReadonlyArray<readonly [Forward['kind'], string, string | RegExp]> = [
		['local', '8080:db:80', '8080:db:80'],
		['local', '/run/x:/run/y', '/run/x:/run/y'],
		['local', '~/x:db:80', '/home/me/x:db:80'],
		['remote', '9000:~/x', '9000:/home/me/x'],
		['dynamic', '~/x', '/home/me/x'],
		['local', '8080:~/x', /“~\/x” has to begin with \//],
		['remote', '~/x:db:80', /“~\/x” has to begin with \//],
		['local', './x:db:80', /not a whole path: “\.\/x”/],
		['local', '/run/%r.sock:db:80', /in place of “%r”/],
		['local', '8080:/run/user/%i/x', /in place of “%i”/],
		['remote', `/run/x:\${HOME}/x`, /begin with/],
		['remote', `/run/x:/run/\${USER}/x`, /in place of “\$\{USER\}”/],
	];
	for (const [kind, text, expected] of table) {
		const parsed = parseForward(kind, text);
		assert.ok(!('problem' in parsed), text);
		const whole = withWholePaths(parsed, '/home/me');
		if (typeof expected === 'string') {
			assert.equal('problem' in whole ? whole.problem : printForward(whole), expected);
		} else {
			assert.match('problem' in whole ? whole.problem : '', expected, text);
		}
	}
});
