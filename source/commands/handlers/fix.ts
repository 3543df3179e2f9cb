import type {ConfigFix, Fix} from '../../core/doctor/fix.ts';
import {octal} from '../../core/doctor/mode-fault.ts';
import type {Paragraph} from '../../state/asked-dialogs.ts';
import {shortPath} from '../../state/short-path.ts';
import type {Context} from '../context.ts';
import {whileAsking} from '../while-busy.ts';
import {again} from './doctor.ts';
import {carryOut} from './host-edits.ts';
import {showChangedKey} from './show-changed-key.ts';

function raw(text: string): Paragraph {
	return {kind: 'raw', text};
}

/** What a fix does, in a few words. */
function titleOf(fix: Fix, home: string): string {
	switch (fix.kind) {
		case 'modes':
			return 'Correct the modes of files';
		case 'add-key':
			return `Add ${shortPath(fix.path, home)} to the agent`;
		case 'host-key':
			return 'Look at the refused host key, and replace it';
		case 'narrow-line':
			return `Comment out ${fix.option} in ${shortPath(fix.file, home)}:${fix.fix.line}`;
		case 'config':
			return `Lines for the config: ${fix.lines.join(', ')}`;
	}
}

/** `f` in the doctor: chooses among what can be put right, asks, does it, and looks again. */
export async function fix(context: Context): Promise<void> {
	const {dialog, home} = context.state();
	if (dialog?.kind !== 'doctor') {
		return;
	}
	const items = dialog.fixes.map(each => ({label: titleOf(each, home), fix: each}));
	const chosen = items.length === 1 ? items[0] : await context.dialogs.choose({title: 'What to fix', items});
	if (chosen && (await apply(context, chosen.fix, dialog.host))) {
		await again(context);
	}
}

/** Whether something was changed. */
async function apply(context: Context, fix: Fix, host: string | null): Promise<boolean> {
	switch (fix.kind) {
		case 'modes':
			return mendModes(context, fix.faults);
		case 'add-key':
			return addKey(context, fix);
		case 'host-key':
			if (host === null || !(await showChangedKey(context, {alias: host, port: null}, fix.stderr))) {
				context.say('warning', 'ssh speaks of a host that is none of those on the way.');
			}
			return false;
		case 'narrow-line':
			return carryOut(context, titleOf(fix, context.state().home), {
				kind: 'fix',
				file: fix.file,
				fix: fix.fix,
			});
		case 'config':
			return changeConfig(context, fix);
	}
}

async function mendModes(
	{state, dialogs, services}: Context,
	faults: Extract<Fix, {kind: 'modes'}>['faults'],
): Promise<boolean> {
	const {home} = state();
	const isWanted = await dialogs.confirm({
		title: 'Modes',
		body: faults.map(({path, mode, wanted}) =>
			raw(`chmod ${octal(wanted)} ${shortPath(path, home)} (now ${octal(mode)})`),
		),
		question: 'Change the modes?',
	});
	if (isWanted) {
		for (const fault of faults) {
			await services.doctor.mend(fault);
		}
	}
	return isWanted;
}

async function addKey(context: Context, {path, socket}: Extract<Fix, {kind: 'add-key'}>): Promise<boolean> {
	const {state, dialogs, services, say} = context;
	const name = shortPath(path, state().home);
	const isWanted = await dialogs.confirm({
		title: 'Agent',
		body: [
			{text: `${name} has a passphrase. The agent keeps the open key until it ends: ssh then asks no more.`},
		],
		question: 'Add it to the agent?',
	});
	if (isWanted) {
		await whileAsking(context, `adding ${name} to the agent`, async signal => {
			await services.keys.add(path, {lifetime: null, confirm: false, socket}, signal);
		});
		say('good', `The agent holds ${name} now.`);
		context.refresh();
	}
	return isWanted;
}

/** Writes a line into the block of the host, shown as a diff first; several, in which a choice is left, are only shown. */
async function changeConfig(context: Context, fix: ConfigFix): Promise<boolean> {
	const {alias, file, line, lines} = fix;
	const [text] = lines;
	if (text === undefined || lines.length > 1) {
		await showLines(context, fix);
		return false;
	}
	const change = {kind: 'below', text} as const;
	const request = {kind: 'fix', file, fix: {line, keyword: 'host', argument: '', change}} as const;
	return carryOut(context, `Config of ${alias}: ${text}`, request);
}

async function showLines({state, dialogs, terminal, say}: Context, fix: ConfigFix): Promise<void> {
	const {alias, file, line, why, lines} = fix;
	const isWanted = await dialogs.confirm({
		title: `Config of ${alias}`,
		tone: 'info',
		body: [
			{text: `Below the line of ${alias} in ${shortPath(file, state().home)}:${line} add:`},
			...lines.map(each => raw(`    ${each}`)),
			{text: why},
		],
		question: 'Copy these lines?',
	});
	if (isWanted) {
		await terminal.copy(`${lines.map(each => `    ${each}`).join('\n')}\n`);
		say('info', 'Copied.');
	}
}
