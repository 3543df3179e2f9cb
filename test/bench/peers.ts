import {existsSync} from 'node:fs';
import {type Pty, spawnPty} from '../helpers/pty.ts';
import {aliasOf, configWith, size} from './program.ts';

export type Peer = {readonly name: string; readonly start: () => Pty; readonly sign: string};

/** Well-known full-screen programs that are on this machine, to know what a terminal can do. */
export function peers(): Peer[] {
	const list = configWith(1000);
	const found: Array<Peer & {program: string}> = [
		{
			name: 'mc, first frame',
			program: '/usr/bin/mc',
			start: () => spawnPty('/usr/bin/mc', ['-u'], size),
			sign: 'PullDn',
		},
		{
			name: 'fzf, first frame',
			program: '/usr/bin/fzf',
			start: () => spawnPty('sh', ['-c', `grep ^Host ${list} | fzf`], size),
			sign: aliasOf(0),
		},
	];
	return found.filter(peer => existsSync(peer.program));
}
