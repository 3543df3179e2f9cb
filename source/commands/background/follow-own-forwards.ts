import {type ForwardStatus, isFailing, isUp} from '../../core/forwards/forward-status.ts';
import {statusText} from '../../core/forwards/status-words.ts';
import {counted} from '../../core/text/numbers.ts';
import type {Tone} from '../../state/app-state.ts';
import type {Store} from '../../state/store.ts';
import {rememberReached} from '../remember.ts';
import type {Services} from '../services.ts';

type News = {readonly tone: Tone; readonly text: string};

const tones = {
	starting: 'info',
	up: 'good',
	degraded: 'warning',
	reconnecting: 'warning',
	'needs you': 'warning',
	failed: 'bad',
	stopped: 'info',
} as const;

/** What a forward does now, behind its name. */
const verbs: Readonly<Record<ForwardStatus['state'], string>> = {
	starting: 'is starting',
	up: 'is up',
	degraded: 'is degraded',
	reconnecting: 'is reconnecting',
	'needs you': 'needs you',
	failed: 'has failed',
	stopped: 'is stopped',
};

/** What changed, in a line; null when nothing did that is worth one. */
function tellChanges(before: readonly ForwardStatus[], after: readonly ForwardStatus[]): News | null {
	const changed = after.filter(status => {
		const old = before.find(({id}) => id === status.id);
		return old !== undefined && old.state !== status.state && status.state !== 'starting';
	});
	const [first] = changed;
	if (first === undefined) {
		return null;
	}
	if (changed.length === 1) {
		const why = first.reason === null ? '' : `: ${first.reason}`;
		return {tone: tones[first.state], text: `${statusText(first)} ${verbs[first.state]}${why}`};
	}
	const failing = changed.filter(isFailing);
	const up = changed.filter(isUp).filter(status => !isFailing(status));
	const stopped = changed.filter(({state}) => state === 'stopped');
	const parts = [
		failing.length === 0 ? '' : `${failing.length} failing (${failing[0]?.reason ?? failing[0]?.state})`,
		up.length === 0 ? '' : `${up.length} up`,
		stopped.length === 0 ? '' : `${stopped.length} stopped`,
	];
	const text = `${counted(changed.length, 'forward')} changed: ${parts.filter(Boolean).join(', ')}`;
	return {tone: failing.length > 0 ? 'warning' : 'good', text};
}

/** The hosts that a forward of ours has reached since we looked last. */
function reachedHosts(
	before: readonly ForwardStatus[] | null,
	after: readonly ForwardStatus[],
): readonly string[] {
	const cameUp = (status: ForwardStatus): boolean =>
		isUp(status) && !before?.some(old => old.id === status.id && isUp(old));
	return before === null ? [] : [...new Set(after.filter(cameUp).map(({alias}) => alias))];
}

/** Keeps the forwards of ours on screen true, says what changes, and starts those that start with the dashboard. */
export function followOwnForwards(
	store: Store,
	services: Services,
	report: (error: unknown) => void,
): () => void {
	const {own} = services.forwards;
	const stop = own.follow(forwards => {
		const before = store.state().ownForwards;
		store.send({type: 'time-told', now: services.now()});
		store.send({type: 'own-forwards-told', forwards});
		const news = tellChanges(before ?? [], forwards);
		if (news !== null) {
			store.send({type: 'message-shown', ...news, at: services.now()});
		}
		const reached = reachedHosts(before, forwards);
		if (reached.length > 0) {
			rememberReached({services, send: store.send}, reached, services.now()).catch(report);
		}
	}, report);
	const unsubscribe = store.subscribe((state, before) => {
		const isDifferent = before.agent !== null && state.agent !== before.agent;
		if (isDifferent && state.ownForwards?.some(status => status.state === 'failed')) {
			own.keysChanged();
		}
	});
	own.begin().catch(report);
	return () => {
		unsubscribe();
		stop();
	};
}
