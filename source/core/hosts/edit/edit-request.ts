import {Refusal} from '../../errors.ts';
import {printable} from '../../text/printable.ts';
import type {Origin} from '../host.ts';
import {type BlockRange, blockAt} from './block-range.ts';
import {changeBlock, changeTags, indentOf, removeNames} from './change-block.ts';
import {type HostDraft, namesOf, readDraft} from './host-draft.ts';
import {applyEdits, type LineEdit} from './line-edit.ts';
import {type TextLine, textLines} from './line-parts.ts';
import type {SshNumber} from './option-value.ts';
import {addBlock, checkNames, insertBlock, isOnlyFor, removeBlock} from './whole-block.ts';

/** What is to become of the config. `at` is where a `Host` line stands. */
export type EditRequest =
	| {readonly kind: 'add'; readonly draft: HostDraft; readonly file: string}
	| {readonly kind: 'change'; readonly at: Origin; readonly draft: HostDraft; readonly file?: string}
	| {readonly kind: 'remove'; readonly at: Origin; readonly names: readonly string[]}
	| {
			readonly kind: 'tag';
			readonly hosts: readonly Origin[];
			readonly add: readonly string[];
			readonly remove: readonly string[];
	  }
	/** Lines changed one by one, as long as each still reads as it did. */
	| {
			readonly kind: 'lines';
			readonly file: string;
			readonly edits: readonly LineEdit[];
			readonly was: readonly Reads[];
	  };

type Reads = {readonly line: number; readonly text: string};

/** The edits of one file; `block` holds them all, where they are changes in one block. */
export type FileEdit = {
	readonly file: string;
	readonly edits: readonly LineEdit[];
	readonly block: BlockRange | null;
};

/** What a request comes to in the texts of the files (a missing file is an empty text). Throws a Refusal where it cannot be. */
export function editsOf(request: EditRequest, textIn: (file: string) => string, ssh: SshNumber): FileEdit[] {
	const linesIn = (file: string): TextLine[] => textLines(textIn(file));
	switch (request.kind) {
		case 'add': {
			const edits = addBlock(linesIn(request.file), request.draft, ssh);
			return [{file: request.file, edits, block: null}];
		}
		case 'change':
			return changed(request, linesIn, ssh);
		case 'remove': {
			const lines = linesIn(request.at.file);
			const block = blockAt(lines, request.at.line);
			const names = namesOf(lines[block.header]);
			const gone = request.names.filter(name => names.includes(name));
			if (gone.length === 0) {
				throw new Refusal(`${printable(request.names.join(', '))} no longer stands there.`, 'Try again.');
			}
			const edits = isOnlyFor(names, gone) ? removeBlock(lines, block) : removeNames(lines, block, gone);
			return [{file: request.at.file, edits, block: null}];
		}
		case 'tag':
			return tagged(request, linesIn);
		case 'lines': {
			const lines = linesIn(request.file);
			for (const {line, text} of request.was) {
				if (lines[line]?.text !== text) {
					throw new Refusal(`${printable(request.file)}:${line + 1} has changed meanwhile.`, 'Look again.');
				}
			}
			return [{file: request.file, edits: request.edits, block: null}];
		}
	}
}

function changed(
	{at, draft, file = at.file}: Extract<EditRequest, {kind: 'change'}>,
	linesIn: (file: string) => TextLine[],
	ssh: SshNumber,
): FileEdit[] {
	const lines = linesIn(at.file);
	const block = blockAt(lines, at.line);
	checkNames(draft.names, namesOf(lines[block.header]));
	const edits = changeBlock(lines, block, draft, ssh);
	if (file === at.file) {
		return [{file, edits, block}];
	}
	const moved = lines.slice(block.header, block.end);
	const own = edits.map(edit => ({...edit, line: edit.line - block.header}));
	return [
		{file: at.file, edits: removeBlock(lines, block), block: null},
		{file, edits: insertBlock(linesIn(file), applied(moved, own)), block: null},
	];
}

function applied(lines: readonly TextLine[], edits: readonly LineEdit[]): string[] {
	return applyEdits(lines, edits).map(({text}) => text);
}

function tagged(
	{hosts, add, remove}: Extract<EditRequest, {kind: 'tag'}>,
	linesIn: (file: string) => TextLine[],
): FileEdit[] {
	const files: FileEdit[] = [];
	for (const [file, own] of Map.groupBy(hosts, host => host.file)) {
		const lines = linesIn(file);
		const edits = [...new Set(own.map(({line}) => line))].flatMap(line => {
			const block = blockAt(lines, line);
			const {tags} = readDraft(lines, block);
			const kept = tags.filter(tag => !remove.includes(tag));
			const next = [...kept, ...add.filter(tag => !kept.includes(tag))];
			return changeTags(lines, block, tags, next, indentOf(lines, block));
		});
		if (edits.length > 0) {
			files.push({file, edits, block: null});
		}
	}
	return files;
}
