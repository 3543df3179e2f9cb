import {describeEffects, type Effects} from '../../core/hosts/edit/effect.ts';
import {counted, grouped} from '../../core/text/numbers.ts';
import {printable} from '../../core/text/printable.ts';
import type {EditPlan} from '../../services/host-edits/edit-plan.ts';
import type {Paragraph} from '../../state/asked-dialogs.ts';
import {shortPath} from '../../state/short-path.ts';
import type {Context} from '../context.ts';

/** How often the effects found so far are shown, in milliseconds. */
const showEvery = 120;
const mostDiffLines = 400;

function diffParagraphs(plan: EditPlan, home: string): Paragraph[] {
	return plan.diffs.flatMap(({file, lines}): Paragraph[] => {
		const shown = lines.slice(0, mostDiffLines).map(({kind, text}): Paragraph => {
			const words = kind === '@' ? text : kind + text.replaceAll('\t', '    ');
			const tone = kind === '+' ? 'good' : kind === '-' ? 'bad' : null;
			return {kind: 'raw', text: words, ...(tone === null ? {} : {tone})};
		});
		const more = lines.length - shown.length;
		return [
			{kind: 'heading', text: shortPath(file, home) + fateOf(plan, file)},
			...shown,
			...(more > 0 ? [{kind: 'raw', text: `… ${more} more lines`} as const] : []),
			{text: ''},
		];
	});
}

/** Whether a file comes or goes as a whole. */
function fateOf({files}: EditPlan, file: string): string {
	const own = files.find(each => each.file === file);
	return own?.stats === null ? ' (a new file)' : own?.after === null ? ' (goes away)' : '';
}

function effectParagraphs(plan: EditPlan, effects: Effects, isOver: boolean, home: string): Paragraph[] {
	const short = (text: string): string => text.replaceAll(`${home}/`, '~/');
	const told = describeEffects(effects, plan.about).map((text): Paragraph => ({text: short(text)}));
	const none = {text: 'Nothing changes for ssh.'};
	const underWay = {
		text: `Asking ssh about ${counted(effects.of, 'host')}: ${grouped(effects.asked)} …`,
		tone: 'info',
	} as const;
	return [
		{kind: 'heading', text: 'What it does'},
		...(isOver ? (told.length === 0 && effects.asked === effects.of ? [none] : []) : [underWay]),
		...told,
		...effects.notes.map((text): Paragraph => ({text: short(text), tone: 'warning'})),
	];
}

/** Shows the difference and what it does, as it is found out, and asks; `name` has to be typed where it is given. */
export async function confirmPlan(
	context: Context,
	plan: EditPlan,
	{question, name}: {readonly question: string; readonly name?: string | undefined},
): Promise<boolean> {
	const {home} = context.state();
	const diff = diffParagraphs(plan, home);
	const bodyOf = (effects: Effects, isOver: boolean): Paragraph[] => [
		...diff,
		...effectParagraphs(plan, effects, isOver, home),
	];
	const unknown: Effects = {hosts: [], asked: 0, of: plan.aliases.length, notes: plan.notes};
	return context.dialogs.confirm({
		title: printable(plan.title.charAt(0).toUpperCase() + plan.title.slice(1)),
		tone: name === undefined ? 'warning' : 'bad',
		body: bodyOf(unknown, plan.aliases.length === 0),
		question,
		name,
		async grow(show, signal) {
			let shownAt = 0;
			const effects = await context.services.hostEdits.effects(plan, {
				signal,
				onProgress(soFar) {
					if (performance.now() - shownAt > showEvery) {
						shownAt = performance.now();
						show(bodyOf(soFar, false));
					}
				},
			});
			show(bodyOf(effects, true));
		},
	});
}
