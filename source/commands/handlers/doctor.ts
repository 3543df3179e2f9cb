import type {Examination, Stage} from '../../core/doctor/stage.ts';
import {isAbort} from '../../core/errors.ts';
import {listStart} from '../../core/list/position.ts';
import type {DoctorDialog} from '../../state/doctor-dialog.ts';
import {selectedRow} from '../../state/rows/details-rows.ts';
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
function taught({ok, stages}: Examination): Outcome {
	const reason = stages.find(({status}) => status === 'failed')?.cause ?? null;
	return ok ? {isOk: true} : reason === null ? null : {isOk: false, reason};
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
			fixes: [],
			position: listStart,
		},
	});
	const follow = {
		onStage: (stage: Stage) => context.send({type: 'stage-ended', run, stage}),
		onProgress: (stage: string) => context.send({type: 'stage-begun', run, stage}),
	};
	await context.work(host === null ? 'doctor' : `doctor for ${host}`, async signal => {
		try {
			const startedAt = context.services.now();
			const examination = await (host === null
				? doctor.machine({...follow, signal})
				: doctor.host(host, {...follow, signal}));
			if (host !== null) {
				const endedAt = context.services.now();
				await rememberUse(context, host, {startedAt, endedAt, outcome: taught(examination)});
				// A host key may have become known.
				context.refresh();
			}
			const fixes = await doctor.fixes(examination, signal);
			context.send({type: 'examination-ended', run, fixes});
		} catch (error) {
			context.send({type: 'examination-ended', run, fixes: []});
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
