import {join} from 'node:path';
import type {AgentState} from '../core/keys/agent.ts';
import {gradeOf, type KeyFile} from '../core/keys/key-file.ts';
import {type KeyUses, usersOf} from '../core/keys/key-uses.ts';
import {counted} from '../core/text/numbers.ts';
import {printable} from '../core/text/printable.ts';
import {readAgent} from '../services/agent/read-agent.ts';
import {findDirectories} from '../services/directories.ts';
import {listKeyFiles} from '../services/keys/list-key-files.ts';
import type {Ssh} from '../services/ssh/program.ts';
import type {SshConfig} from '../services/ssh-config/ssh-config.ts';
import {aligned} from './aligned.ts';
import {jsonText} from './print-json.ts';

export type KeysOptions = {
	readonly json: boolean;
	/** By default `~/.ssh`. */
	readonly sshDirectory: string | undefined;
	readonly signal: AbortSignal;
};

/** What `ssh-keygen -l` says in place of a comment that it cannot know. */
const noComment = 'no comment';
const mostHosts = 3;

/**
 * `sallyport keys [--json]`: the private keys of the user and those that the config names, each with what is wrong with it.
 * No process is started, and an agent that does not answer is waited for no longer than two seconds.
 */
export async function keysCommand(
	ssh: Ssh,
	config: SshConfig,
	{json, sshDirectory, signal}: KeysOptions,
	out: (text: string) => void,
): Promise<number> {
	const directory = sshDirectory ?? join(findDirectories(ssh.env).home, '.ssh');
	const agent = readAgent(ssh.env['SSH_AUTH_SOCK'], {signal});
	const {keyUses} = await config.read(signal);
	const files = await listKeyFiles(directory, {extra: keyUses.named, signal});
	const held = heldBy(await agent);
	out(json ? jsonText(files.map(key => forMachines(key, held, keyUses))) : table(files, held, keyUses));
	return 0;
}

function heldBy(agent: AgentState): ReadonlySet<string> {
	return new Set(agent.state === 'keys' ? agent.identities.map(key => key.fingerprint) : []);
}

function isHeld({fingerprint}: KeyFile, held: ReadonlySet<string>): boolean {
	return fingerprint !== null && held.has(fingerprint);
}

function forMachines(key: KeyFile, held: ReadonlySet<string>, uses: KeyUses): object {
	const {path, type, bits, fingerprint, comment, encrypted, problems} = key;
	return {
		path,
		type,
		bits,
		fingerprint,
		comment: comment ?? noComment,
		encrypted,
		inAgent: isHeld(key, held),
		hosts: usersOf(uses, path),
		problems: problems.map(({problem, advice}) => ({problem, advice})),
	};
}

function table(files: readonly KeyFile[], held: ReadonlySet<string>, uses: KeyUses): string {
	if (files.length === 0) {
		return 'No keys. `sallyport key generate` makes one.\n';
	}
	const rows = files.map(key => [
		gradeOf(key),
		printable(key.path),
		key.type === null ? '' : `${key.type} ${key.bits ?? ''}`.trim(),
		key.fingerprint ?? '',
		printable(key.comment ?? noComment),
		key.encrypted === null ? '' : key.encrypted ? 'passphrase' : 'no passphrase',
		isHeld(key, held) ? 'in agent' : '',
		users(usersOf(uses, key.path)),
	]);
	const lines = aligned(rows).split('\n');
	return files
		.map(({problems}, index) => {
			const below = problems.map(({problem, advice}) => `      ${printable(problem)} ${printable(advice)}\n`);
			return `${lines[index]}\n${below.join('')}`;
		})
		.join('');
}

function users(hosts: readonly string[]): string {
	return hosts.length > mostHosts ? counted(hosts.length, 'host') : hosts.map(printable).join(', ');
}
