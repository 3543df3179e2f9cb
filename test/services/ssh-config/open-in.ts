import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {openSshConfig, type SshConfig} from '../../../source/services/ssh-config/ssh-config.ts';

/** Writes files by path below a directory; `@/` in a text stands for the directory. */
export function writeFiles(directory: string, files: Readonly<Record<string, string | Buffer>>): void {
	for (const [name, content] of Object.entries(files)) {
		const path = join(directory, name);
		mkdirSync(dirname(path), {recursive: true});
		writeFileSync(path, typeof content === 'string' ? content.replaceAll('@/', `${directory}/`) : content, {
			mode: 0o600,
		});
	}
}

/** The config of a home directory, with `etc/ssh_config` below it as the system-wide file; or that of `-F`. */
export function openIn(home: string, configFile: string | null = null): SshConfig {
	const env = {...process.env, HOME: home};
	const systemFile = join(home, 'etc/ssh_config');
	return openSshConfig({ssh: {program: 'ssh', configFile, env}, home, systemFile});
}
