import {join} from 'node:path';
import type {Tree} from '../../../source/demo/hosts/trees.ts';
import {buildSandbox} from '../../../source/demo/sandbox/build.ts';
import {runLine} from '../../../source/demo/shell/run.ts';
import {makeShell, type Shell} from '../../../source/demo/shell/shell.ts';
import {tempDir} from '../../helpers/temp-dir.ts';

export type Ran = {readonly status: number; readonly out: string; readonly err: string};

/** A demo shell on a sandbox of its own, without a server. */
export async function openShell(tree: Tree = {}): Promise<{
	shell: Shell;
	root: string;
	run(line: string, options?: {input?: string; isTerminal?: boolean; signal?: AbortSignal}): Promise<Ran>;
}> {
	const root = join(tempDir('shell'), 'root');
	const sandbox = await buildSandbox(root, 'me', 'hello\n', tree);
	const host = {name: 'box', user: 'me', greeting: '', sandbox, since: Date.now()};
	const shell = makeShell(host, new Map(), () => undefined);
	return {
		shell,
		root,
		async run(line, {input = '', isTerminal = false, signal = new AbortController().signal} = {}) {
			const out: Buffer[] = [];
			let err = '';
			const rest = input === '' ? [] : [Buffer.from(input)];
			const status = await runLine(
				line,
				{
					isTerminal,
					signal,
					read: () => Promise.resolve(rest.shift() ?? null),
					async write(data) {
						out.push(Buffer.from(data as string));
					},
					async warn(text) {
						err += `${text}\n`;
					},
				},
				shell,
			);
			return {status, out: Buffer.concat(out).toString(), err};
		},
	};
}
