import {isSamePlace} from '../../core/forwards/explicit-forward.ts';
import {describeForward, type Endpoint} from '../../core/forwards/forward.ts';
import {isWanted} from '../../core/forwards/forward-file.ts';
import {capitalized, describePlace} from '../../core/forwards/place.ts';
import {printable} from '../../core/text/printable.ts';
import {findHolder} from '../../services/forwards/find-holder.ts';
import type {Run} from './run.ts';

/** What stands in the way of a listener, as a sentence; null when nothing does, or nothing is known of it. */
export type Obstacles = {
	/** Who listens there on this machine. */
	describeHolder(listen: Endpoint): Promise<string | null>;
	/** Another forward of ours that has, or wants, the same listener. */
	obstacle(wanting: Run): string | null;
};

/** `all` gives the forwards of ours. */
export function openObstacles(all: () => readonly Run[]): Obstacles {
	function takenBy(listen: Endpoint, run: Run): string {
		const {id, alias} = run.record();
		const what = printable(`${describeForward(run.forward()).text} via ${alias}`);
		return `${capitalized(describePlace(listen))} of this machine is taken by your forward ${id} (${what}).`;
	}

	return {
		async describeHolder(listen) {
			const place = capitalized(describePlace(listen));
			const holder = await findHolder(listen);
			if (holder === null && 'path' in listen) {
				// A file is there that nobody listens at.
				return null;
			}
			if (holder === null || holder === 'unknown') {
				const by = holder === null ? '' : ' by a program of another user';
				return `${place} of this machine is taken${by}.`;
			}
			const mine = all().find(
				run => run.record().pid === holder.pid && isSamePlace(run.forward().listen, listen),
			);
			return mine === undefined
				? `${place} of this machine is taken by ${printable(holder.name)} (process ${holder.pid}).`
				: takenBy(listen, mine);
		},
		obstacle(wanting) {
			const {kind, listen} = wanting.forward();
			const {alias} = wanting.record();
			const other = all().find(run => {
				const there = run.forward();
				const isSameMachine =
					kind === 'remote'
						? there.kind === 'remote' && run.record().alias === alias
						: there.kind !== 'remote';
				return (
					run !== wanting && isSameMachine && isWanted(run.record()) && isSamePlace(there.listen, listen)
				);
			});
			if (other === undefined) {
				return null;
			}
			return kind === 'remote'
				? `${capitalized(describePlace(listen))} of ${printable(alias)} is taken by your forward ${other.record().id}.`
				: takenBy(listen, other);
		},
	};
}
