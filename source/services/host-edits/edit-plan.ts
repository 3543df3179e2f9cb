import {Refusal} from '../../core/errors.ts';
import {readConfigText, tagsKeyword} from '../../core/hosts/config-text.ts';
import {type Block, blocksOf} from '../../core/hosts/config-tree.ts';
import {affectedAliases} from '../../core/hosts/edit/affected-aliases.ts';
import {blockAt} from '../../core/hosts/edit/block-range.ts';
import {type EditRequest, editsOf} from '../../core/hosts/edit/edit-request.ts';
import {type HostDraft, readDraft} from '../../core/hosts/edit/host-draft.ts';
import {textLines} from '../../core/hosts/edit/line-parts.ts';
import type {SshNumber} from '../../core/hosts/edit/option-value.ts';
import type {Rename} from '../../core/hosts/edit/rename.ts';
import {nothingTouched, touchedBlocks} from '../../core/hosts/edit/touched-blocks.ts';
import {isPattern} from '../../core/hosts/pattern.ts';
import {bytesOf, textOf} from '../../core/text/byte-text.ts';
import {printable} from '../../core/text/printable.ts';
import {sentence} from '../../core/text/sentence.ts';
import {type DiffLine, unifiedDiff} from '../../core/text/unified-diff.ts';
import type {Ssh} from '../ssh/program.ts';
import type {Loaded} from '../ssh-config/load.ts';
import type {FilePlan} from './apply-plan.ts';
import {editNotes, execNote, modeNotes, patternNote, shadowNotes} from './edit-notes.ts';
import {checkWritable, type EditTarget, readTarget} from './edit-target.ts';
import {editedTree, targetsOf} from './edited-tree.ts';
import {type Mirror, openMirror} from './mirror.ts';
import {writeBlock} from './write-block.ts';

/** A change of the config that was found to be possible and is not made yet. `close` gives back what it holds. */
export type EditPlan = {
	readonly title: string;
	readonly files: readonly FilePlan[];
	readonly diffs: readonly {readonly file: string; readonly lines: readonly DiffLine[]}[];
	/** The hosts that may be affected, those it is about first. */
	readonly aliases: readonly string[];
	/** Those that the changed `Host` lines name. */
	readonly about: ReadonlySet<string>;
	readonly added: ReadonlySet<string>;
	readonly removed: ReadonlySet<string>;
	/** The host that gets another name; null where none does. */
	readonly rename: Rename | null;
	readonly notes: readonly string[];
	readonly before: Mirror;
	readonly after: Mirror;
	close(): Promise<void>;
};

export type PlanContext = {
	readonly ssh: Ssh;
	readonly sshNumber: SshNumber;
	readonly userFile: string | null;
	readonly load: (signal?: AbortSignal) => Promise<Loaded>;
};

/** A host that nothing is said of: what every config must be accepted for. */
const anyHost = 'localhost';

/**
 * Plans a change: reads the files, edits their texts, has ssh judge the result; writes nothing. Throws a Refusal for what
 * cannot be, with ssh's own words where ssh does not accept the result.
 */
export async function planEdit(
	title: string,
	request: EditRequest,
	context: PlanContext,
	signal?: AbortSignal,
): Promise<EditPlan> {
	const targets = new Map<string, EditTarget>();
	for (const file of filesOf(request)) {
		targets.set(file, await readTarget(file));
	}
	refuseTwice([...targets.values()]);
	const textIn = (file: string): string => textOf(targets.get(file)?.bytes ?? new Uint8Array());
	const edits = editsOf(request, textIn, context.sshNumber);
	const files = edits
		.filter(({edits: own}) => own.length > 0)
		.map(({file, edits: own, block}): FilePlan => {
			const after = Buffer.from(bytesOf(writeBlock(textLines(textIn(file)), own, block)));
			return {...(targets.get(file) as EditTarget), after};
		});
	if (files.length === 0) {
		throw new Refusal('Nothing would change.');
	}
	return planFiles(title, files, context, {signal, request});
}

/** Throws a Refusal where two paths lead to one file, of which each change would undo the other. */
function refuseTwice(targets: readonly EditTarget[]): void {
	for (const [target, own] of Map.groupBy(targets, each => each.target)) {
		if (own.length > 1) {
			const names = own.map(({file}) => printable(file)).join(' and ');
			throw new Refusal(`${names} are one file, ${printable(target)}: nothing was changed.`);
		}
	}
}

function filesOf(request: EditRequest): string[] {
	switch (request.kind) {
		case 'add':
		case 'fix':
			return [request.file];
		case 'change':
			return [
				...new Set([
					request.at.file,
					request.file ?? request.at.file,
					...(request.rename?.jumps ?? []).map(({file}) => file),
				]),
			];
		case 'remove':
			return [request.at.file];
		case 'tag':
			return [...new Set(request.hosts.map(({file}) => file))];
	}
}

/** The same for files whose new content is known. Without a request it is an undo: what ssh does not accept is told, not refused. */
export async function planFiles(
	title: string,
	files: readonly FilePlan[],
	context: PlanContext,
	options: {readonly signal?: AbortSignal | undefined; readonly request?: EditRequest},
): Promise<EditPlan> {
	for (const file of files) {
		checkWritable(file);
	}
	const loaded = await context.load(options.signal);
	const targets = new Map(await targetsOf(loaded.files));
	for (const {file, target} of files) {
		targets.set(file, target);
	}
	const textsBefore = new Map(files.map(({target, bytes}) => [target, textOf(bytes)]));
	const textsAfter = new Map(files.map(({target, after}) => [target, textOf(after ?? new Uint8Array())]));
	const blocksBefore = blocksOf(editedTree(loaded.files, context.userFile, textsBefore, targets));
	const blocksAfter = blocksOf(editedTree(loaded.files, context.userFile, textsAfter, targets));
	const [namesBefore, namesAfter] = [namesIn(blocksBefore), namesIn(blocksAfter)];
	const isForSsh = changesOptions(files);
	const touched = isForSsh ? touchedBlocks(blocksBefore, blocksAfter) : nothingTouched;
	const aliases = isForSsh
		? affectedAliases([...new Set([...namesAfter, ...namesBefore])], touched, [blocksBefore, blocksAfter])
		: [];
	const shared = {ssh: context.ssh, loaded, userFile: context.userFile, targets};
	const outcome = {
		blocksBefore,
		blocksAfter,
		namesBefore,
		namesAfter,
		previous: previousDraft(options.request, textsBefore, targets),
	};
	const notes = [
		...editNotes(options.request, outcome),
		...execNote(blocksAfter, aliases),
		...patternNote(touched.names),
		...modeNotes(files, await targetsOf(checkedFiles(loaded, context))),
	];
	const [before, after] = await bothMirrors(
		openMirror({...shared, texts: textsBefore}),
		openMirror({...shared, texts: textsAfter}),
	);
	const plan: EditPlan = {
		title,
		files,
		diffs: files.map(({file, bytes, after: bytesAfter}) => ({
			file,
			lines: unifiedDiff(textOf(bytes), textOf(bytesAfter ?? new Uint8Array())),
		})),
		aliases,
		about: new Set(touched.names?.flat()),
		added: without(namesAfter, namesBefore),
		removed: without(namesBefore, namesAfter),
		rename: renameIn(options.request, namesAfter),
		notes,
		before,
		after,
		async close() {
			await Promise.all([before.remove(), after.remove()]);
		},
	};
	try {
		const judged = await judge(plan, options.request === undefined, options.signal);
		const origins = (alias: string) => after.origins(alias, options.signal);
		return {
			...plan,
			notes: [...plan.notes, ...(await shadowNotes(options.request, outcome, origins)), ...judged],
		};
	} catch (error) {
		await plan.close();
		throw error;
	}
}

/** Those whose modes ssh looks at: the user's own, when it finds them by itself. */
function checkedFiles({files}: Loaded, {ssh, userFile}: PlanContext): Loaded['files'] {
	return ssh.configFile === null ? files.filter(({path}) => path === userFile) : [];
}

/** The old name may stand on another Host line too. */
function renameIn(request: EditRequest | undefined, namesAfter: ReadonlySet<string>): Rename | null {
	const rename = request?.kind === 'change' ? request.rename : undefined;
	return rename === undefined || namesAfter.has(rename.from) ? null : rename;
}

/** Both, or none is left behind. */
async function bothMirrors(...opening: [Promise<Mirror>, Promise<Mirror>]): Promise<[Mirror, Mirror]> {
	try {
		return await Promise.all(opening);
	} catch (error) {
		for (const result of await Promise.allSettled(opening)) {
			await (result.status === 'fulfilled' ? result.value.remove() : undefined);
		}
		throw error;
	}
}

/** The names of all hosts. Ten thousand usual ones are had without making their scopes. */
function namesIn(blocks: readonly Block[]): Set<string> {
	const names = new Set<string>();
	for (const block of blocks) {
		if (block.name !== undefined) {
			names.add(block.name);
			continue;
		}
		for (const name of block.scope.names) {
			if (!isPattern(name)) {
				names.add(name);
			}
		}
	}
	return names;
}

function previousDraft(
	request: EditRequest | undefined,
	texts: ReadonlyMap<string, string>,
	targets: ReadonlyMap<string, string>,
): HostDraft | null {
	if (request?.kind !== 'change') {
		return null;
	}
	const {file, line} = request.at;
	const lines = textLines(texts.get(targets.get(file) ?? file) ?? '');
	return readDraft(lines, blockAt(lines, line));
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
	return new Set([...names].filter(name => !others.has(name)));
}

/** Whether anything changes that ssh reads: not only tags and comments. */
function changesOptions(files: readonly FilePlan[]): boolean {
	const meaning = (bytes: Uint8Array): string =>
		readConfigText(textOf(bytes))
			.filter(({keyword}) => keyword !== tagsKeyword)
			.map(({keyword, argument}) => `${keyword} ${argument}`)
			.join('\n');
	return files.some(({bytes, after}) => meaning(bytes) !== meaning(after ?? new Uint8Array()));
}

/** What ssh said, as sentences. */
function inWords(complaints: readonly string[]): string {
	return complaints.slice(0, 3).map(sentence).join(' ');
}

/** Has ssh look at the result. What it would not take now and took before is refused; gives what is to be said. */
async function judge(
	{aliases, before, after}: EditPlan,
	isUndo: boolean,
	signal: AbortSignal | undefined,
): Promise<string[]> {
	const alias = aliases[0] ?? anyHost;
	// The answer of before is needed in any case: it is remembered.
	const [answer, known] = await Promise.all([after.ask(alias, signal), before.ask(alias, signal)]);
	if ('options' in answer) {
		return [];
	}
	const plain = (said: string): string => said.replaceAll(/\bline \d+/g, 'line');
	const old = new Set('complaints' in known ? known.complaints.map(plain) : []);
	const fresh = answer.complaints.filter(said => !old.has(plain(said)) && !/terminating, \d+ bad/.test(said));
	if (isUndo) {
		return [`ssh did not accept the config as it was, and will not again: ${inWords(answer.complaints)}`];
	}
	if (fresh.length > 0) {
		throw new Refusal(`ssh would not accept that: ${inWords(fresh)}`, 'Nothing was written.');
	}
	return [
		`ssh does not accept the config as it is: ${inWords(answer.complaints)} What changes for a host cannot be told until that is put right.`,
	];
}
