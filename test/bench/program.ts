import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Pty, spawnPty} from '../helpers/pty.ts';
import {tempDir} from '../helpers/temp-dir.ts';
import {cpuOf, pause} from './measure.ts';

export const size = {cols: 120, rows: 40};
const directory = tempDir('bench');

/** Nothing of the user's is read or written, but the compiled code is kept between runs as it is for a user. */
export const env = {
	HOME: directory,
	XDG_CACHE_HOME: join(directory, 'cache'),
	XDG_CONFIG_HOME: join(directory, 'config'),
	XDG_STATE_HOME: join(directory, 'state'),
	XDG_RUNTIME_DIR: join(directory, 'run'),
	TMPDIR: directory,
	SSH_AUTH_SOCK: undefined,
};

/** The alias of a host of the written config, counted from 0. */
export const aliasOf = (index: number): string => `web-${String(index).padStart(5, '0')}`;

/** Writes a config with so many hosts, a mixed lot, and returns its path. */
export function configWith(hosts: number): string {
	const path = join(directory, `config-${hosts}`);
	const blocks = Array.from({length: hosts}, (_, index) => {
		const extras = [
			index % 3 === 0 ? '\t# tags: prod, eu' : '',
			index % 4 === 0 ? '\tProxyJump bastion' : '',
			index % 5 === 0 ? `\tPort ${2000 + (index % 500)}` : '',
			index % 50 === 0 ? `\tLocalForward ${10_000 + (index % 5000)} localhost:80` : '',
		];
		const own = [`Host ${aliasOf(index)}`, `\tHostName 10.1.${index >> 8}.${index & 255}`, '\tUser deploy'];
		return [...own, ...extras.filter(Boolean), ''].join('\n');
	});
	writeFileSync(path, blocks.join('\n'));
	return path;
}

/** Starts the built program on a config, in a terminal of 120 × 40. */
export function openProgram(config: string): Pty {
	return spawnPty(process.execPath, ['dist/cli.js', '-F', config], {...size, env});
}

/**
 * Milliseconds until the program has written a whole frame with the sign in it (Ink brackets each frame). The program is
 * then asked to end, so that it keeps its compiled code, and has ended when the promise settles.
 */
export async function timeToFrame(
	start: () => Pty,
	sign: string,
	frameEnd = '\u001B[?2026l',
): Promise<number> {
	const started = performance.now();
	const pty = start();
	let output = '';
	let time = Number.NaN;
	pty.onOutput = chunk => {
		output += chunk.toString('latin1');
		const at = output.indexOf(sign);
		if (at !== -1 && output.includes(frameEnd, at)) {
			time = performance.now() - started;
			pty.onOutput = null;
			pty.kill('SIGTERM');
		}
	};
	const timer = setTimeout(() => pty.endNow(), 20_000);
	await pty.exited;
	clearTimeout(timer);
	if (Number.isNaN(time)) {
		throw new Error(`No frame with ${sign}:\n${pty.describe()}`);
	}
	return time;
}

/** Waits until the program has drawn its hosts and has had nothing to do for half a second. */
export async function settle(pty: Pty): Promise<void> {
	await pty.shows(aliasOf(0), {within: 20_000});
	for (let before = -1, now = cpuOf(pty.pid); now - before > 1; ) {
		await pause(500);
		[before, now] = [now, cpuOf(pty.pid)];
	}
}

/** Presses a key again and again, slow enough that each press gets a frame of its own; gives bytes and CPU for one. */
export async function pressMany(pty: Pty, chords: readonly string[]): Promise<{bytes: number; cpu: number}> {
	const before = {bytes: pty.bytesWritten, cpu: cpuOf(pty.pid)};
	for (const chord of chords) {
		pty.press(chord);
		await pause(33);
	}
	return {
		bytes: (pty.bytesWritten - before.bytes) / chords.length,
		cpu: (cpuOf(pty.pid) - before.cpu) / chords.length,
	};
}
