import {octal} from '../../core/doctor/mode-fault.ts';
import type {Examination, Stage} from '../../core/doctor/stage.ts';
import {isAbort} from '../../core/errors.ts';
import {listStart} from '../../core/list/position.ts';
import {printable} from '../../core/text/printable.ts';
import type {DoctorDialog} from '../../state/doctor-dialog.ts';
import {selectedRow} from '../../state/rows/details-rows.ts';
import {shortPath} from '../../state/short-path.ts';
import type {Context} from '../context.ts';
import {type Outcome, rememberUse} from '../remember.ts';

function opened({state}: Context): DoctorDialog | null {
	const {dialog} = state();
	return dialog?.kind === 'doctor' ? dialog : null;
}

/** One connection to the chosen host, told stage by stage. */
export async function examineChosen(context: Context): Promise<void> {
	const row = selectedRow(context.state());
	if (row?.kind === 'host') {
		await examine(context, row.host.alias);
	}
}

/** The same for what ssh needs on this machine. */
export function examineMachine(context: Context): Promise<void> {
	return examine(context, null);
}

/** Once more. */
export async function again(context: Context): Promise<void> {
	const dialog = opened(context);
	if (dialog !== null) {
		await examine(context, dialog.host);
	}
}

/** What an examination teaches about its host. */
function taught({ok, stages}: Examination): {outcome: Outcome} {
	const reason = stages.find(({status}) => status === 'failed')?.cause ?? null;
	return {outcome: ok ? {isOk: true} : reason === null ? null : {isOk: false, reason}};
}

async function examine(context: Context, host: string | null): Promise<void> {
	const {doctor} = context.services;
	const run = Symbol('examination');
	const isRawShown = opened(context)?.isRawShown ?? false;
	context.send({
		type: 'dialog-opened',
		dialog: {
			kind: 'doctor',
			host,
			run,
			stages: [],
			underWay: '',
			isRawShown,
			faults: [],
			position: listStart,
		},
	});
	const follow = {
		onStage: (stage: Stage) => context.send({type: 'stage-ended', run, stage}),
		onProgress: (stage: string) => context.send({type: 'stage-begun', run, stage}),
	};
	await context.work(host === null ? 'doctor' : `doctor for ${host}`, async signal => {
		try {
			if (host === null) {
				await doctor.machine({...follow, signal});
			} else {
				const startedAt = context.services.now();
				const examination = await doctor.host(host, {...follow, signal});
				await rememberUse(context, host, {
					startedAt,
					endedAt: context.services.now(),
					...taught(examination),
				});
				// A host key may have become known.
				context.refresh();
			}
			const faults = await doctor.modeFaults(host, signal);
			context.send({type: 'examination-ended', run, faults});
		} catch (error) {
			context.send({type: 'examination-ended', run, faults: []});
			if (!isAbort(error)) {
				throw error;
			}
			if (opened(context)?.run === run) {
				context.say('info', 'Cancelled.');
			}
		}
	});
}

/** Closes the dialog; an examination under way is cancelled with it. */
export function close(context: Context): void {
	const dialog = opened(context);
	context.send({type: 'dialog-closed'});
	if (dialog !== null && dialog.underWay !== null) {
		context.cancelWork();
	}
}

/** From the examination to the host itself, where ssh can ask. */
export function connect(context: Context): void {
	close(context);
	context.run('hosts.connect');
}

/** Asks whether the modes that were found may be changed. */
export function askToMend(context: Context): void {
	const dialog = opened(context);
	if (dialog === null) {
		return;
	}
	const {home} = context.state();
	const commands = dialog.faults.map(
		({path, mode, wanted}) =>
			`chmod ${octal(wanted)} ${printable(shortPath(path, home))} (now ${octal(mode)})`,
	);
	const question = `Change the modes? ${commands.join(', ')}`;
	context.send({type: 'dialog-stacked', dialog: {kind: 'confirm', question, command: 'doctor.mend'}});
}

/** Changes them, and looks again. */
export async function mend(context: Context): Promise<void> {
	const dialog = opened(context);
	for (const fault of dialog?.faults ?? []) {
		await context.services.doctor.mend(fault);
	}
	await again(context);
}
