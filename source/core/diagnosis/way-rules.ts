import type {Rule} from './rule.ts';

/** What the user's shell, which runs a ProxyCommand, says of a program it cannot run: bash, dash, ksh, zsh. */
export const wayRules: readonly Rule[] = [
	{
		pattern:
			/^[\w./-]*sh: (line )?(\d+: )?(exec: )?(?<program>[^:]+): (No such file or directory|(command )?not found|inaccessible or not found|Permission denied|cannot execute: .+)$/,
		explain: ({program = ''}) => notRun(program),
	},
	{
		pattern: /^zsh:\d+: (no such file or directory|command not found|permission denied): (?<program>.+)$/,
		explain: ({program = ''}) => notRun(program),
	},
];

function notRun(program: string) {
	return {
		cause: `The ProxyCommand could not be run: ${program} is not there, or is no program.`,
		advice: 'Install that program, or check its path in the config.',
	};
}
