/** What Tab does: text to insert at the cursor, and the candidates when there are several. */
export type Completion = {readonly insert: string; readonly candidates: readonly string[]};

/** Where the names to choose from are: the commands, or a directory (its names; directories end in `/`). */
export type Choices = {
	readonly commands: readonly string[];
	list(directory: string): readonly string[];
};

const special = /[\s"'$&();<>`|*?\\#~]/g;

/** Completes the word before the cursor: the first word of a command from the commands, any other from the files. */
export function complete(before: string, choices: Choices): Completion {
	const word = /(?:\\.|[^\s;|&<>])*$/su.exec(before)![0];
	const isFirst = /(?:^|[;|&])\s*$/.test(before.slice(0, before.length - word.length));
	const typed = word.replaceAll(/\\(.)/gsu, '$1');
	const slash = typed.lastIndexOf('/') + 1;
	const stem = typed.slice(slash);
	const names = isFirst && slash === 0 ? choices.commands : choices.list(typed.slice(0, slash));
	const candidates = names
		.filter(name => name.startsWith(stem) && (stem !== '' || !name.startsWith('.')))
		.toSorted();
	if (candidates.length === 0) {
		return {insert: '', candidates};
	}
	const common = candidates.reduce(commonPrefix);
	const isOnly = candidates.length === 1;
	const insert = common.slice(stem.length).replaceAll(special, String.raw`\$&`);
	return {
		insert: insert + (isOnly && !common.endsWith('/') ? ' ' : ''),
		candidates: isOnly ? [] : candidates,
	};
}

function commonPrefix(one: string, other: string): string {
	const a = Array.from(one);
	const b = Array.from(other);
	const length = a.findIndex((character, index) => character !== b[index]);
	return length === -1 ? one : a.slice(0, length).join('');
}
