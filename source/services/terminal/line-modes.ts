import {spawnSync} from 'node:child_process';
import {isatty} from 'node:tty';

/** The terminal's line settings (termios) in the form that `stty` reads again; null without a terminal or stty. */
export function readLineModes(): string | null {
	return isatty(0) ? stty('-g') : null;
}

/** Sets what readLineModes() gave, where it is not so already: a process in the background is stopped for setting it. */
export function restoreLineModes(modes: string | null): void {
	if (modes !== null && readLineModes() !== modes) {
		stty(modes);
	}
}

function stty(argument: string): string | null {
	const child = spawnSync('stty', [argument], {
		encoding: 'utf8',
		stdio: ['inherit', 'pipe', 'ignore'],
		timeout: 2000,
	});
	return child.status === 0 ? child.stdout.trim() : null;
}
