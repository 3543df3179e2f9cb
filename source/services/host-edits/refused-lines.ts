import type {ConfigNode} from '../../core/hosts/config-tree.ts';
import {joinLines, textLines} from '../../core/hosts/edit/line-parts.ts';
import type {Finding} from '../../core/hosts/lint/finding.ts';
import {textOf} from '../../core/text/byte-text.ts';
import {printable} from '../../core/text/printable.ts';
import type {Ssh} from '../ssh/program.ts';
import type {Loaded} from '../ssh-config/load.ts';
import {followLinks, readTarget} from './edit-target.ts';
import {targetsOf} from './edited-tree.ts';
import {openMirror} from './mirror.ts';

/** A line of a config that ssh does not accept, and what it says of it. */
type RefusedLine = {readonly file: string; readonly line: number; readonly words: string};

/** ssh ends at the end of a file with faults, and at some faults at once: so often it is asked without those it named. */
const mostRounds = 40;

/** Every line of the config that ssh refuses, in the order in which it names them. No `Match exec` is run. */
export async function refusedLines(
	loaded: Loaded,
	{ssh, userFile}: {readonly ssh: Ssh; readonly userFile: string | null},
	signal?: AbortSignal,
): Promise<RefusedLine[]> {
	const targets = await targetsOf(loaded.files);
	const files = loaded.files.flatMap(pathsOf).toSorted((a, b) => b.length - a.length);
	const texts = new Map<string, string>();
	const refused: RefusedLine[] = [];
	for (let round = 0; round < mostRounds; round++) {
		const mirror = await openMirror({ssh, loaded, userFile, texts, targets});
		const answer = await mirror.ask('localhost', signal).finally(mirror.remove);
		const named = 'options' in answer ? [] : answer.complaints.flatMap(said => lineIn(said, files));
		const fresh = named.filter(
			({file, line}) => !refused.some(known => known.file === file && known.line === line),
		);
		if (fresh.length === 0) {
			break;
		}
		refused.push(...fresh);
		for (const [file, lines] of Map.groupBy(fresh, each => each.file)) {
			const target = targets.get(file) ?? (await followLinks(file));
			const text = texts.get(target) ?? textOf((await readTarget(file)).bytes);
			texts.set(target, withoutLines(text, new Set(lines.map(({line}) => line - 1))));
		}
	}
	return refused;
}

function pathsOf(node: ConfigNode): string[] {
	return [node.path, ...[...node.includes.values()].flat().flatMap(pathsOf)];
}

/** `FILE line 3: Bad port 'x'.`, also `FILE: line 3: …`. */
function lineIn(said: string, files: readonly string[]): RefusedLine[] {
	const file = files.find(each => said.startsWith(printable(each)));
	const [, line, words] = /^:? line (\d+): (.*)$/.exec(said.slice(printable(file ?? '').length)) ?? [];
	return file === undefined || words === undefined ? [] : [{file, line: Number(line), words}];
}

function withoutLines(text: string, gone: ReadonlySet<number>): string {
	return joinLines(textLines(text).map((line, index) => (gone.has(index) ? {...line, text: ''} : line)));
}

/** Findings with what ssh refuses among them: of a line that is told to be an error already, its words are added. */
export function withRefused(findings: readonly Finding[], refused: readonly RefusedLine[]): Finding[] {
	const isAt = ({file, line}: RefusedLine, finding: Finding): boolean =>
		finding.severity === 'error' && finding.file === file && finding.line === line;
	const known = findings.map(finding => {
		const own = refused.find(each => isAt(each, finding));
		return own === undefined ? finding : {...finding, message: `${finding.message} It says: ${own.words}`};
	});
	const others = refused.filter(each => !findings.some(finding => isAt(each, finding)));
	return [
		...known,
		...others.map(
			({file, line, words}): Finding => ({
				severity: 'error',
				file,
				line,
				message: `ssh refuses to run. It says: ${words}`,
				aliases: [],
				fix: null,
			}),
		),
	];
}
