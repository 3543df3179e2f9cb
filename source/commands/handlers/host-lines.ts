import type {Origin} from '../../core/hosts/host.ts';
import type {Finding} from '../../core/hosts/lint/finding.ts';
import {listStart} from '../../core/list/position.ts';
import {shortPath} from '../../state/short-path.ts';
import type {Context} from '../context.ts';
import {carryOut, chosen, readAnew} from './host-edits.ts';

/** `L`: all that lint says; the chosen one is put right, or opened in the editor. */
export async function lint(context: Context): Promise<void> {
	const {services, dialogs, say, send, state} = context;
	await context.work('lint', async signal => {
		send({type: 'findings-found', findings: await services.hostEdits.lint(signal)});
	});
	const {findings} = state().hosts;
	if (findings.length === 0) {
		say('good', 'Lint has nothing to say of the config.');
		return;
	}
	const {home} = state();
	const placeOf = ({file, line}: Finding): string =>
		shortPath(file, home) + (line === null ? '' : `:${line}`);
	const item = await dialogs.choose({
		title: `Lint: ${findings.length} found`,
		items: findings.map(finding => ({
			label: `${finding.severity} ${placeOf(finding)}`,
			note: finding.message.replaceAll(`${home}/`, '~/'),
			finding,
		})),
	});
	if (item === null) {
		return;
	}
	const {finding} = item;
	const {fix, file, line} = finding;
	const about = [{text: finding.message}, {text: placeOf(finding), kind: 'raw'} as const];
	if (fix === null) {
		const title = `Lint: ${finding.severity}`;
		if (await dialogs.confirm({title, body: about, question: 'Open it in your editor?'})) {
			await openEditor(context, {file, line: line ?? 1});
		}
		return;
	}
	await carryOut(context, fix.title, {kind: 'fix', file: fix.file, fix: fix.fix});
}

/** `E`: the user's editor at the line of the host. */
export async function editLines(context: Context): Promise<void> {
	const {name, at} = chosen(context);
	await openEditor(context, at, name);
}

async function openEditor(context: Context, at: Origin, name?: string): Promise<void> {
	const {isChanged, complaints} = await context.terminal.lend(() => context.services.hostEdits.edit(at));
	if (!isChanged) {
		context.say('info', 'Nothing was changed.');
		return;
	}
	await readAnew(context, name);
	context.refresh();
	if (complaints.length === 0) {
		context.say('good', `Changed ${shortPath(at.file, context.state().home)}; u undoes it.`);
		return;
	}
	context.send({
		type: 'dialog-opened',
		dialog: {
			kind: 'notice',
			title: 'ssh does not accept the config now',
			tone: 'bad',
			text: ['What was written is kept. `E` opens it again, `u` among the hosts undoes it.'],
			raw: complaints,
			position: listStart,
		},
	});
}
