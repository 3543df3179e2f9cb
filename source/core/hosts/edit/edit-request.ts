import {Refusal} from '../../errors.ts';
import {printable} from '../../text/printable.ts';
import type {Origin} from '../host.ts';
import {readDirective} from '../lexer.ts';
import {type BlockRange, blockAt} from './block-range.ts';
import {changeBlock, changeTags, indentOf, removeNames, withArgument} from './change-block.ts';
import {type HostDraft, namesOf, readDraft} from './host-draft.ts';
import {applyEdits, type LineEdit} from './line-edit.ts';
import {type TextLine, textLines} from './line-parts.ts';
import type {SshNumber} from './option-value.ts';
import type {FileFix, Rename} from './rename.ts';
import {addBlock, checkNames, insertBlock, isOnlyFor, removeBlock} from './whole-block.ts';

/** What is to become of the config. `at` is where a `Host` line stands. */
export type EditRequest =
	| {readonly kind: 'add'; readonly draft: HostDraft; readonly file: string}
	| {
			readonly kind: 'change';
			readonly at: Origin;
			readonly draft: HostDraft;
			readonly file?: string;
			/** The host gets another name, and other lines of the config with it. */
			readonly rename?: Rename & {readonly jumps: readonly FileFix[]};
	  }
	| {readonly kind: 'remove'; readonly at: Origin; readonly names: readonly string[]}
	| {
			readonly kind: 'tag';
			readonly hosts: readonly Origin[];
			readonly add: readonly string[];
			readonly remove: readonly string[];
	  }
	/** One line changed, as long as it still reads as it did. */
	| {readonly kind: 'fix'; readonly file: string; readonly fix: LineFix};

/** A change of the line (from 1) of a directive, which is told by what it says. */
export type LineFix = {
	readonly line: number;
	readonly keyword: string;
	readonly argument: string;
	readonly change:
		| {readonly kind: 'remove'}
		| {readonly kind: 'comment-out'}
		| {readonly kind: 'argument'; readonly argument: string}
		/** A new line at the start of the file. */
		| {readonly kind: 'at-start'; readonly text: string}
		/** A new line below, indented as the options of its block. */
		| {readonly kind: 'below'; readonly text: string};
};

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
			return withFixes(changed(request, linesIn, ssh), request.rename?.jumps ?? [], linesIn);
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
		case 'fix':
			return [{file: request.file, edits: [fixed(request, linesIn(request.file))], block: null}];
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

/** Changes of other lines beside those of the block. */
function withFixes(
	changes: readonly FileEdit[],
	fixes: readonly FileFix[],
	linesIn: (file: string) => TextLine[],
): FileEdit[] {
	const byFile = Map.groupBy(fixes, ({file}) => file);
	const files = new Set([...changes.map(({file}) => file), ...byFile.keys()]);
	return [...files].flatMap(file => {
		const own = changes.filter(change => change.file === file);
		const others = byFile.get(file);
		if (others === undefined) {
			return own;
		}
		const lines = linesIn(file);
		const edits = own.flatMap(change => change.edits);
		// What the block itself says is in the draft.
		const more = others
			.map(({fix}) => fixed({kind: 'fix', file, fix}, lines))
			.filter(({line}) => !edits.some(edit => edit.kind !== 'insert' && edit.line === line));
		return [{file, edits: [...edits, ...more], block: null}];
	});
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

function fixed({file, fix}: Extract<EditRequest, {kind: 'fix'}>, lines: readonly TextLine[]): LineEdit {
	const line = fix.line - 1;
	const text = lines[line]?.text ?? '';
	const there = readDirective(text.replace(/^\uFEFF/, ''));
	const isSame =
		there?.keyword === fix.keyword && (fix.change.kind === 'below' || there.argument === fix.argument);
	if (!isSame) {
		throw new Refusal(`${printable(file)}:${fix.line} has changed meanwhile.`, 'Look again.');
	}
	const {change} = fix;
	switch (change.kind) {
		case 'remove':
			return {kind: 'remove', line};
		case 'comment-out':
			return {kind: 'text', line, text: text.replace(/^[ \t]*/, indent => `${indent}# `)};
		case 'argument':
			return {kind: 'text', line, text: withArgument(text, change.argument)};
		case 'at-start':
			return {kind: 'insert', line: 0, text: change.text};
		case 'below':
			return {kind: 'insert', line: line + 1, text: indentOf(lines, blockAt(lines, fix.line)) + change.text};
	}
}
