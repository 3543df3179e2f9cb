// The test command: sees that what the tests need is on the machine, builds, then runs them (all, or the files named).
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {delimiter} from 'node:path';

const needed = [
	{program: 'sshd', package: 'openssh-server'},
	{program: 'ssh-agent', package: 'openssh-client'},
	{program: 'tmux', package: 'tmux'},
];

function isInstalled(program: string): boolean {
	// Users' PATH often lacks the directories where servers are.
	const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
	return directories.some(directory => existsSync(`${directory}/${program}`));
}

function missingPackages(): string[] {
	return needed.filter(part => !isInstalled(part.program)).map(part => part.package);
}

function getMissing(): void {
	const missing = missingPackages();
	if (missing.length === 0) {
		return;
	}
	const apt = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		console.error(`The tests need ${missing.join(', ')}: installing.`);
		spawnSync('sh', ['-c', apt], {
			stdio: ['ignore', 'ignore', 'inherit'],
			env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
		});
		if (missingPackages().length === 0) {
			return;
		}
	}
	const line = existsSync('/usr/bin/apt-get') ? `sudo sh -c '${apt}'` : `brew install ${missing.join(' ')}`;
	console.error(
		`The tests need ${missing.join(', ')}. Type this line, then run the tests again:\n\n    ${line}\n`,
	);
	process.exit(1);
}

function run(...args: string[]): void {
	// Ink draws no frames where CI is set, and colours follow the terminal: the tests decide both for themselves.
	const {CI, FORCE_COLOR, NO_COLOR, SSH_AUTH_SOCK, TMUX, NODE_TEST_CONTEXT, ...env} = process.env;
	const {status} = spawnSync(process.execPath, args, {stdio: 'inherit', env});
	if (status !== 0) {
		process.exit(status ?? 1);
	}
}

getMissing();
run('script/build.ts');
const chosen = process.argv.slice(2);
const files = chosen.some(argument => !argument.startsWith('-'))
	? []
	: ['test/**/*.test.ts', 'test/**/*.test.tsx'];
run(
	'--import',
	'tsx',
	'--test',
	'--test-timeout=120000',
	'--test-force-exit',
	'--test-concurrency=2',
	...chosen,
	...files,
);
