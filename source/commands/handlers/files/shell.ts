import {describeExit} from '../../../core/diagnosis/describe-exit.ts';
import {Refusal} from '../../../core/errors.ts';
import {shellHere} from '../../../core/ssh-command/shell-here.ts';
import {printable} from '../../../core/text/printable.ts';
import {focusedColumn} from '../../../state/files/files-state.ts';
import type {Context} from '../../context.ts';

/**
 * What has ssh go over the login of the columns: nothing is asked again, and where that login takes no more sessions ssh
 * logs in by itself. Its forwards would outlive the shell. What the hub does not pass on needs a login of its own.
 */
function sharing({state, services}: Context, host: string): readonly string[] {
	const socket = services.connections.socketOf(host);
	const {details} = state();
	const isOn = (option: string): boolean =>
		details.status === 'ready' &&
		details.alias === host &&
		(details.details.effective.options[option] ?? []).some(({value}) => value !== 'no');
	return socket === null || isOn('forwardagent') || isOn('forwardx11')
		? []
		: ['-S', socket, '-o', 'ControlMaster=no', '-o', 'ClearAllForwardings=yes'];
}

/** Ctrl+O: a shell in the directory on show, there or here; afterwards the column is read anew. */
export async function openShell(context: Context): Promise<void> {
	const {state, services, terminal, files, say} = context;
	const {side} = state().files;
	const {host, path} = focusedColumn(state().files);
	if (host === null) {
		await terminal.lend(() => services.programs.shell(path));
		files.refresh(side);
		return;
	}
	const command = shellHere(path);
	if (command === null) {
		throw new Refusal(
			`The name of ${printable(path)} cannot be told to a shell.`,
			'Enter on the host connects.',
		);
	}
	// A RemoteCommand of the config would stand in the way.
	const args = [...sharing(context, host), '-t', '-o', 'RemoteCommand=none', '--', host, command];
	const end = await terminal.lend(() => services.sessions.run(args, host));
	if (end.code !== 0) {
		say('warning', describeExit(end, host));
	}
	if (state().files.columns[side].status.kind === 'ready') {
		files.refresh(side);
	}
}
