import {Refusal} from '../../core/errors.ts';
import {clip} from '../../core/text/fit.ts';
import {printable} from '../../core/text/printable.ts';
import {capture} from '../ssh/capture.ts';
import {configArguments, type Ssh} from '../ssh/program.ts';

const deadline = 5000;
const longestName = 40;

/** Runs ssh and closes the window with it; only after a failure of ssh's own its words stay until Enter. */
const script = `"$@"
status=$?
if [ $status -eq 255 ]; then
	printf '\\n[ssh ended with 255: Enter closes this window] '
	read -r _
fi
exit $status`;

/**
 * Opens ssh in a new window of the tmux that this process runs in, and goes there; `args` follow the `-F` of the config.
 * Returns when the window is open. Throws a Refusal outside tmux, a Failure when tmux cannot do it.
 */
export async function openInTmux(
	ssh: Ssh,
	args: readonly string[],
	title: string,
	signal?: AbortSignal,
): Promise<void> {
	if (!ssh.env['TMUX']) {
		throw new Refusal('A new window needs tmux.', 'Enter connects on this terminal.');
	}
	const agent = ssh.env['SSH_AUTH_SOCK'];
	const options = [
		['-n', literal(clip(printable(title), longestName))],
		// The config may be named by a relative path.
		['-c', literal(process.cwd())],
		// The session knows the agent of the login that began it.
		agent === undefined ? [] : ['-e', `SSH_AUTH_SOCK=${agent}`],
	].flat();
	const command = ['sh', '-c', script, 'sh', ssh.program, ...configArguments(ssh), ...args];
	const words = ['new-window', ...options, '--', ...command].map(keepSemicolon);
	const {code, stderr} = await capture('tmux', words, {env: ssh.env, deadline, signal});
	if (code !== 0) {
		throw new Refusal(
			`tmux opens no window: ${printable(stderr.trim())}.`,
			'Enter connects on this terminal.',
		);
	}
}

/** tmux expands formats in names and paths, commands among them. */
function literal(text: string): string {
	return text.replaceAll('#', '##');
}

/** tmux takes a last `;` of an argument for the end of its command. */
function keepSemicolon(argument: string): string {
	return argument.endsWith(';') ? `${argument.slice(0, -1)}\\;` : argument;
}
