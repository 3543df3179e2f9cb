import packageJson from '../../package.json' with {type: 'json'};
import {classifyPrompt} from '../core/prompts/classify-prompt.ts';
import {judgeAnswer} from '../core/prompts/judge-answer.ts';
import {questionText} from '../core/prompts/question-text.ts';
import {saidBefore} from '../core/prompts/said-before.ts';
import {findDirectories} from '../services/directories.ts';
import {type Connections, openConnections} from '../services/keeper/connections.ts';
import type {Prompt as AskedPrompt, OnPrompt} from '../services/keeper/prompt-queue.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {openTerminal, readLine} from '../services/terminal/read-line.ts';

/**
 * The shared logins for a command, to be closed at its end. What ssh asks is asked on the terminal, as ssh would itself,
 * whatever stdin and stdout are; where there is none, a connection that asks “needs you”. `onPrompt` answers in its place.
 */
export function openCliConnections(ssh: Ssh, onPrompt?: OnPrompt): Connections {
	const {home, state: stateDirectory} = findDirectories(ssh.env);
	return openConnections({
		...{ssh, home, stateDirectory},
		version: packageJson.version,
		answering: onPrompt === undefined ? answeringOnTerminal : () => onPrompt,
	});
}

/** Who answers what ssh asks: whoever sits at the terminal of this process; undefined where there is none. */
export function answeringOnTerminal(): OnPrompt | undefined {
	const terminal = openTerminal();
	terminal?.destroy();
	return terminal === null ? undefined : askOnTerminal();
}

/** Asks the questions of one connection. */
function askOnTerminal(): OnPrompt {
	const asked = new Set<string>();
	return async (prompt, over) => {
		const key = JSON.stringify([prompt.login, prompt.hop, prompt.text]);
		const isAgain = asked.has(key);
		asked.add(key);
		return ask(prompt, isAgain, over);
	};
}

async function ask(
	{alias, purpose, hop, text, kind, said}: AskedPrompt,
	isAgain: boolean,
	over: AbortSignal,
): Promise<string | null> {
	const terminal = openTerminal();
	if (terminal === null) {
		return null;
	}
	const say = (lines: readonly string[]): void =>
		void (terminal as unknown as NodeJS.WritableStream).write(lines.map(line => `${line}\r\n`).join(''));
	try {
		const child = {alias, purpose, hops: hop === null ? [] : [hop], hop, said: saidBefore(said)};
		const prompt = classifyPrompt(text, kind ?? undefined, child);
		if (isAgain && (prompt.kind === 'passphrase' || prompt.kind === 'password')) {
			const isPair = prompt.kind === 'passphrase' && (prompt.step === 'new' || prompt.step === 'again');
			const words = isPair ? 'The two before were not the same.' : 'What was typed before was not right.';
			say(prompt.step === 'again' ? [] : [words]);
		}
		say(questionText(prompt));
		switch (prompt.kind) {
			case 'touch':
				return await new Promise(resolve => {
					over.addEventListener('abort', () => resolve(null), {once: true});
				});
			case 'host-key':
			case 'host-key-again':
			case 'confirm':
				for (;;) {
					const typed = await readLine(terminal, {prompt: '> ', isSecret: false, signal: over});
					const judged = typed === null ? null : judgeAnswer(prompt, typed, false);
					if (judged === null) {
						return null;
					}
					if ('answer' in judged) {
						return judged.answer;
					}
					say([judged.complaint]);
				}
			default:
				return await readLine(terminal, {prompt: '> ', isSecret: true, signal: over});
		}
	} finally {
		terminal.destroy();
	}
}
