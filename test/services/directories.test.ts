import assert from 'node:assert/strict';
import {userInfo} from 'node:os';
import {test} from 'node:test';
import {findDirectories} from '../../source/services/directories.ts';

test('state goes where XDG says, else below the home, never into the working directory', () => {
	const own = `${userInfo().homedir}/.local/state/sallyport`;
	for (const [env, state] of [
		[{XDG_STATE_HOME: '/s', HOME: '/h'}, '/s/sallyport'],
		[{XDG_STATE_HOME: 's', HOME: '/h'}, '/h/.local/state/sallyport'],
		[{HOME: 'h'}, own],
		[{HOME: ''}, own],
		[{}, own],
	] as const) {
		assert.equal(findDirectories(env).state, state);
	}
});
