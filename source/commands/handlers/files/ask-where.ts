import {inside, nameOf} from '../../../core/files/paths.ts';
import {whyUnsafe} from '../../../core/files/unsafe-name.ts';
import {printableName} from '../../../core/text/printable.ts';
import {otherSide} from '../../../state/files/files-state.ts';
import {hostMarks} from '../../../state/files/host-marks.ts';
import type {Context} from '../../context.ts';
import {readTyped, type Typed, writtenPath} from '../../files/destination.ts';
import {onHost, type Place, toneOf} from '../../files/place.ts';
import {suggestDirectories} from './go-to.ts';

type Asked = {
	readonly text: string;
	readonly typed: Typed;
	/** The proposed path of the only entry was left as it is: that is where it goes, not into a directory of that name. */
	readonly isProposed: boolean;
};

/** Asks where entries are to go, the other column proposed. Null: nowhere. */
export async function askWhere(
	context: Context,
	place: Place,
	{title, name, submit}: {readonly title: string; readonly name: string | null; readonly submit: string},
): Promise<Asked | null> {
	const {dialogs, state, files} = context;
	const {columns} = state().files;
	const other = columns[otherSide(place.side)];
	const proposed = writtenPath(other.host, inside(other.path, name ?? ''));
	const remote = columns.right.host ?? columns.left.host;
	async function paths(to: string, signal: AbortSignal): Promise<readonly string[]> {
		const typed = readTyped(context, place, to);
		const prefix = to.slice(0, to.length - to.replace(/^[^/:]+:/, '').length);
		const rest = to.slice(prefix.length);
		if (!rest.includes('/') || state().files.columns[typed.side].status.kind !== 'ready') {
			return [];
		}
		const system = files.fileSystem(typed.side);
		const at = state().files.columns[typed.side].path;
		const found = await suggestDirectories(system, rest, at, files.home(typed.side), signal);
		return found.map(path => prefix + path);
	}
	const ownName = submit === 'move' ? name : null;
	const where = `${remote}:PATH is on ${remote}, any other PATH on this machine; a bare name stays here.`;
	const values = await dialogs.form({
		title,
		tone: toneOf(state(), place.host),
		intro: [{text: `From ${printableName(place.path)}`}],
		fields: [
			{
				id: 'to',
				label: 'To',
				value: proposed,
				isProposal: true,
				note: ownName === null ? where : `${where} Ctrl+N takes its name, to rename it.`,
			},
		],
		submit,
		check({to}) {
			if (to === '') {
				return {};
			}
			const typed = readTyped(context, place, to);
			if (hostMarks(state(), typed.host).isReadOnly) {
				return {errors: {to: `${typed.host} is marked read-only: nothing is written there.`}};
			}
			const unsafe = typed.path === '/' ? null : whyUnsafe(nameOf(typed.path));
			if (unsafe !== null) {
				return {errors: {to: unsafe}};
			}
			return {outlook: [{text: `${printableName(typed.path)} ${onHost(typed.host)}`}]};
		},
		suggest: (_, {to}, signal) => (ownName !== null && to === proposed ? [ownName] : paths(to, signal)),
	});
	return values === null || values.to === ''
		? null
		: {
				text: values.to,
				typed: readTyped(context, place, values.to),
				isProposed: name !== null && values.to === proposed,
			};
}
