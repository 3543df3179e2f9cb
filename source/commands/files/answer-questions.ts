import {sizeText, timePair} from '../../core/files/show-entry.ts';
import {printable, printableName} from '../../core/text/printable.ts';
import type {
	Decision,
	InPlaceDecision,
	Side,
	Transfer,
	TransferQuestion,
} from '../../core/transfers/transfer.ts';
import {transferTitle} from '../../core/transfers/transfer-words.ts';
import type {Paragraph} from '../../state/asked-dialogs.ts';
import {shortPath} from '../../state/short-path.ts';
import type {Context} from '../context.ts';
import {nameToType, onHost, toneOf} from './place.ts';

const words: Readonly<Record<Decision | InPlaceDecision, string>> = {
	skip: 'skip it',
	overwrite: 'overwrite',
	'if-newer': 'if newer',
	'if-size-differs': 'if size differs',
	resume: 'go on where it ends',
	rename: 'keep both',
	'in-place': 'write into it, a copy is kept',
};

/** What destroys something that is there. */
const destructive: ReadonlySet<string> = new Set([
	'overwrite',
	'if-newer',
	'if-size-differs',
	'resume',
	'in-place',
]);

function whatText({type, size}: Side): string {
	return type === 'file' ? sizeText(size) : type === 'directory' ? 'a directory' : `a ${type}`;
}

function whereKept(backups: string, home: string): string {
	const place = printable(shortPath(backups, home));
	return `Before it is written into, a copy of what it holds is kept in ${place} on this machine.`;
}

function aboutIt(
	question: TransferQuestion,
	transfer: Transfer,
	{services, state}: Context,
): readonly Paragraph[] {
	const {source, target} = transfer.request;
	const [comes, there] = [question.source, question.target];
	const [comesAt, thereAt] = timePair(comes.mtime, there.mtime, services.now());
	const later = Math.floor(comes.mtime) - Math.floor(there.mtime);
	const newer = '  (newer)';
	return [
		{text: printableName(question.path)},
		...(question.kind === 'protected'
			? [{text: question.why}, {text: whereKept(services.transfers.backups, state().home)}]
			: []),
		...(question.kind === 'same-name'
			? [{text: 'Another entry has a name that cannot be told apart there.'}]
			: []),
		{text: ''},
		{key: 'comes', text: `${whatText(comes)}, ${comesAt}  ${onHost(source.host)}${later > 0 ? newer : ''}`},
		{
			key: 'is there',
			text: `${whatText(there)}, ${thereAt}  ${onHost(target.host)}${later < 0 ? newer : ''}`,
		},
	];
}

/** Waits until the queue has told its list anew, a second at most. */
function nextList({services}: Context): Promise<void> {
	return new Promise(resolve => {
		let stop: (() => void) | null = null;
		const end = (): void => {
			clearTimeout(timer);
			stop?.();
			resolve();
		};
		const timer = setTimeout(end, 1000);
		let isFirst = true;
		stop = services.transfers.follow(() => {
			if (!isFirst) {
				end();
			}
			isFirst = false;
		});
	});
}

/** Asks for a decision on one question; false when the user leaves it open. */
async function askOne(context: Context, transfer: Transfer, question: TransferQuestion): Promise<boolean> {
	const {dialogs, services, state} = context;
	const {target} = transfer.request;
	const choices: readonly (Decision | InPlaceDecision)[] = question.choices;
	const ordered = ['skip' as const, ...choices.filter(choice => choice !== 'skip')];
	const values = await dialogs.form({
		title:
			question.kind === 'protected' ? 'Cannot be replaced' : `It is there already ${onHost(target.host)}`,
		tone: toneOf(state(), target.host) === 'bad' ? 'bad' : 'warning',
		intro: [{text: transferTitle(transfer.request)}, ...aboutIt(question, transfer, context)],
		fields: [
			{
				id: 'decision',
				label: 'What now',
				options: ordered.map(value => ({value, label: words[value]})),
			},
			{
				id: 'scope',
				label: 'For',
				options: [
					{value: 'one', label: 'this one'},
					{value: 'all', label: 'all of this transfer'},
				],
			},
		],
		submit: 'decide',
	});
	if (values === null) {
		return false;
	}
	const decision = values.decision as Decision | InPlaceDecision;
	const isForAll = values.scope === 'all';
	const name = destructive.has(decision) ? nameToType(state(), target.host) : undefined;
	if (name !== undefined) {
		const what = isForAll ? 'what is there' : printableName(question.path);
		const isAgreed = await dialogs.confirm({
			title: `Overwrite ${onHost(target.host)}`,
			tone: 'bad',
			question: `Overwrite ${what} ${onHost(target.host)}?`,
			name,
		});
		if (!isAgreed) {
			return false;
		}
	}
	services.transfers.decide(transfer.id, question.id, decision, isForAll);
	return true;
}

/** Asks for decisions until a transfer has no open question any more, or the user leaves one open. */
export async function answerQuestions(context: Context, id: string): Promise<void> {
	const answered = new Set<number>();
	for (;;) {
		const transfer = context.state().transfers.find(each => each.id === id);
		if (transfer === undefined || transfer.asked === 0) {
			return;
		}
		const question = transfer.questions.find(each => !answered.has(each.id));
		if (question === undefined) {
			await nextList(context);
			continue;
		}
		answered.add(question.id);
		if (!(await askOne(context, transfer, question))) {
			return;
		}
		await nextList(context);
	}
}
