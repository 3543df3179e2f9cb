// The test command: sees that the parts the tests need are on the machine, then runs them.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';

const needed = [
	{program: '/usr/sbin/sshd', package: 'openssh-server'},
	{program: '/usr/bin/ssh-keygen', package: 'openssh-client'},
	{program: '/usr/bin/tmux', package: 'tmux'},
];

function isInstalled(program: string): boolean {
	const name = program.split('/').at(-1) ?? program;
	return (
		existsSync(program) ||
		(process.env['PATH'] ?? '').split(':').some(directory => existsSync(`${directory}/${name}`))
	);
}

function getMissing(): void {
	const missing = needed.filter(part => !isInstalled(part.program)).map(part => part.package);
	if (missing.length === 0) {
		return;
	}
	const apt = `apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}`;
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		console.error(`The tests need ${missing.join(' and ')}: installing.`);
		const install = spawnSync('sh', ['-c', apt], {
			stdio: ['ignore', 'ignore', 'inherit'],
			env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
		});
		if (install.status === 0 && needed.every(part => isInstalled(part.program))) {
			return;
		}
	}
	console.error(`The tests need ${missing.join(' and ')}. Install with this line, then run the tests again:`);
	console.error(`    sudo sh -c '${apt}'`);
	process.exit(1);
}

getMissing();
const chosen = process.argv.slice(2);
const files = chosen.length > 0 ? chosen : ['test/**/*.test.ts', 'test/**/*.test.tsx'];
// In CI Ink draws no frames, and colours depend on the terminal: the tests decide both for themselves.
const {CI, FORCE_COLOR, NO_COLOR, SSH_AUTH_SOCK, TMUX, ...env} = process.env;
const build = spawnSync(process.execPath, ['script/build.ts'], {stdio: 'inherit', env});
if (build.status !== 0) {
	process.exit(build.status ?? 1);
}
const run = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-timeout=120000', ...files], {
	stdio: 'inherit',
	env,
});
process.exit(run.status ?? 1);
