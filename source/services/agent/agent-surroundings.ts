import {readFile, stat} from 'node:fs/promises';
import {basename, join} from 'node:path';
import type {AgentSurroundings} from '../../core/keys/agent-advice.ts';

const unitDirectories = [
	'/etc/systemd/user',
	'/usr/local/lib/systemd/user',
	'/usr/lib/systemd/user',
	'/lib/systemd/user',
];
const units = ['ssh-agent.socket', 'ssh-agent.service'];
/** Where agents of desktops and of systemd listen, below the runtime directory. */
const usual = ['ssh-agent.socket', 'openssh_agent', 'gcr/ssh', 'keyring/ssh', 'gnupg/S.gpg-agent.ssh'];

/** Looks how an agent is come by on this machine. Nothing is started; nothing is asked of what listens. Never throws. */
export async function agentSurroundings(env: NodeJS.ProcessEnv): Promise<AgentSurroundings> {
	const runtime = env['XDG_RUNTIME_DIR'] ?? '';
	const own = env['SSH_AUTH_SOCK'] ?? '';
	const paths = [
		...(runtime === '' ? [] : usual.map(name => join(runtime, name))),
		join(env['HOME'] ?? '/', '.ssh/agent.sock'),
	];
	const there = await Promise.all(paths.map(path => isSocket(path)));
	return {
		platform: process.platform,
		shell: basename(env['SHELL'] ?? 'sh'),
		unit: process.platform === 'linux' ? await findUnit() : null,
		sockets: paths.filter((path, index) => there[index] === true && path !== own),
	};
}

async function isSocket(path: string): Promise<boolean> {
	return stat(path).then(
		found => found.isSocket() && found.uid === process.getuid?.(),
		() => false,
	);
}

/** A unit counts where it says which socket it listens on, and can be enabled. */
async function findUnit(): Promise<AgentSurroundings['unit']> {
	for (const name of units) {
		for (const directory of unitDirectories) {
			const text = await readFile(join(directory, name), 'utf8').catch(() => '');
			const socket =
				/^ListenStream=%t\/(\S+)$/m.exec(text)?.[1] ??
				/^ExecStart=.*ssh-agent.* -a %t\/(\S+)/m.exec(text)?.[1];
			if (socket !== undefined && /^\[Install\]$/m.test(text)) {
				return {name, socket: `"$XDG_RUNTIME_DIR/${socket}"`};
			}
		}
	}
	return null;
}
