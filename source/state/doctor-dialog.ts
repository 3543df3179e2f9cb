import type {Fix} from '../core/doctor/fix.ts';
import type {Stage} from '../core/doctor/stage.ts';
import type {ListPosition} from '../core/list/position.ts';

/** An examination on screen; `host` is null for one of this machine. */
export type DoctorDialog = {
	readonly kind: 'doctor';
	readonly host: string | null;
	/** Tells one run from another: late news of a run that was left are not shown. */
	readonly run: symbol;
	readonly stages: readonly Stage[];
	/** The stage under way, empty before the first; null when all are over. */
	readonly underWay: string | null;
	readonly isRawShown: boolean;
	/** What `f` can put right. */
	readonly fixes: readonly Fix[];
	readonly position: ListPosition;
};

export type DoctorEvent =
	| {readonly type: 'stage-begun'; readonly run: symbol; readonly stage: string}
	| {readonly type: 'stage-ended'; readonly run: symbol; readonly stage: Stage}
	| {readonly type: 'examination-ended'; readonly run: symbol; readonly fixes: readonly Fix[]}
	| {readonly type: 'examination-raw-toggled'};

/** What an event changes of an examination on screen. */
export function updateDoctor(dialog: DoctorDialog, event: DoctorEvent): DoctorDialog {
	if (event.type === 'examination-raw-toggled') {
		return {...dialog, isRawShown: !dialog.isRawShown};
	}
	if (event.run !== dialog.run) {
		return dialog;
	}
	switch (event.type) {
		case 'stage-begun':
			return {...dialog, underWay: event.stage};
		case 'stage-ended':
			return {...dialog, stages: [...dialog.stages, event.stage]};
		case 'examination-ended':
			return {...dialog, underWay: null, fixes: event.fixes};
	}
}
