import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openProgram} from '../helpers/program.ts';

const plain = {LC_ALL: 'C', TMUX: '/tmp/tmux-test,1,0'};

function assertAscii(output: string, what: string): void {
	const found = /.{0,30}[^\0-\u007F].{0,30}/u.exec(output);
	assert.equal(found?.[0], undefined, what);
}

const dialog = /(?:^| )= \S/m;

for (const [cols, rows] of [
	[80, 24],
	[120, 40],
] as const) {
	test(`a locale without UTF-8 gets ASCII alone in ${cols} columns, whatever is on screen`, async () => {
		const pty = openProgram(['--demo'], {cols, rows, env: plain});
		await pty.shows('Hosts');
		for (const key of ['?', ':', 's', 'a', 'e', 't', 'n', 'D']) {
			pty.press(key);
			await pty.shows(key === 'D' ? /sftp +ok/ : dialog);
			pty.press('Esc');
			await pty.showsNot(dialog);
		}
		for (const name of ['2 Details', '3 Keys & agent', '4 Forwards', '1 Hosts']) {
			pty.press(name.charAt(0));
			await pty.shows(new RegExp(`${name} [^\\n]*===`));
		}
		pty.press('f');
		await pty.shows('/home/deploy');
		await pty.shows('releases');
		assertAscii(pty.output, pty.describe());
	});
}

test('commands write ASCII alone to such a terminal', async () => {
	const commands = [
		['--help'],
		['--demo', 'hosts'],
		['--demo', 'doctor'],
		['--demo', 'lint'],
		['--demo', 'keys'],
		['--demo', 'ls', 'files:/srv/odd'],
		['connect', 'a;b'],
	];
	for (const args of commands) {
		const pty = openProgram(args, {env: plain});
		await pty.exited;
		assert.notEqual(pty.output, '');
		assertAscii(pty.output, args.join(' '));
	}
});
