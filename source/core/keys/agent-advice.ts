import {shellWord} from '../ssh-command/command-line.ts';
import type {AgentState} from './agent.ts';

/** What decides how an agent is come by on this machine. */
export type AgentSurroundings = {
	/** As Node names it: `linux`, `darwin`. */
	readonly platform: string;
	/** The user's shell by its bare name. */
	readonly shell: string;
	/** A unit of the user's systemd that starts an agent, and the socket it listens on, as a shell writes it. */
	readonly unit: {readonly name: string; readonly socket: string} | null;
	/** Sockets of agents that were found although SSH_AUTH_SOCK does not name them. */
	readonly sockets: readonly string[];
};

/** A paragraph of advice; one that is a command stands for itself, to be copied. */
export type Advice = {readonly text: string; readonly isCommand: boolean};

const say = (text: string): Advice => ({text, isCommand: false});
const command = (text: string): Advice => ({text, isCommand: true});

const ownSocket = '"$HOME/.ssh/agent.sock"';

/** What to do about an agent that is of no use, for this shell and for good; empty for one that works. */
export function agentAdvice(agent: AgentState, surroundings: AgentSurroundings): readonly Advice[] {
	switch (agent.state) {
		case 'keys':
			return [];
		case 'empty':
			return [
				say('It holds no key, or it is locked: an agent tells one from the other to nobody.'),
				say('Add a key (a on its row, or ssh-add), or unlock it with its password (ssh-add -X).'),
			];
		case 'silent':
			return [
				say(
					'It accepts and says nothing within 2 seconds: it hangs, or waits for you in a window of its own.',
				),
				say('Look for such a window; else end that agent and start another.'),
				...starting(surroundings),
			];
		case 'stale':
			return [
				say(`No agent is where SSH_AUTH_SOCK leads: ${agent.reason}.`),
				...(agent.isFree ? replacing(agent.socket) : []),
				...starting(surroundings),
			];
		case 'none':
			return [
				say('Without an agent ssh asks for the passphrase of a key at each connection.'),
				...starting(surroundings),
			];
	}
}

function replacing(socket: string): Advice[] {
	return [
		say('That is usual after a login ended whose agent it was, and in an old tmux session.'),
		say('To have one at that very socket, which is then found at once:'),
		command(`rm -f ${shellWord(socket)} && ssh-agent -a ${shellWord(socket)}`),
	];
}

function starting({platform, shell, unit, sockets}: AgentSurroundings): Advice[] {
	const found = sockets.flatMap(socket => [
		say(`An agent listens at ${socket}. To use it, type this and start Sallyport again:`),
		command(assignment(shell, socket)),
	]);
	return [
		...found,
		say('For this shell: type this and start Sallyport again in it.'),
		command(forThisShell(shell)),
		...forGood(platform, shell, unit),
	];
}

function forThisShell(shell: string): string {
	if (shell === 'fish') {
		return 'eval (ssh-agent -c)';
	}
	return shell === 'csh' || shell === 'tcsh' ? 'eval `ssh-agent -c`' : 'eval "$(ssh-agent -s)"';
}

function forGood(platform: string, shell: string, unit: AgentSurroundings['unit']): Advice[] {
	const profile = profileOf(shell);
	if (platform === 'darwin') {
		return [
			say(
				'For good: macOS has an agent for every login at its desktop, and Terminal knows it. Log in there; to keep a passphrase in the keychain:',
			),
			command('ssh-add --apple-use-keychain ~/.ssh/id_ed25519'),
		];
	}
	if (unit !== null) {
		return [
			say(`For good: have systemd start one, and name its socket in ${profile}.`),
			command(`systemctl --user enable --now ${unit.name}`),
			command(assignment(shell, unit.socket)),
		];
	}
	const lines = [assignment(shell, ownSocket), startUnlessThere(shell)];
	return [
		say(`For good: put these lines into ${profile}; one agent then serves all your shells.`),
		...lines.map(command),
	];
}

function assignment(shell: string, socket: string): string {
	if (shell === 'fish') {
		return `set -gx SSH_AUTH_SOCK ${socket}`;
	}
	return shell === 'csh' || shell === 'tcsh'
		? `setenv SSH_AUTH_SOCK ${socket}`
		: `export SSH_AUTH_SOCK=${socket}`;
}

/** `ssh-add -l` ends with 2 where there is no agent. */
function startUnlessThere(shell: string): string {
	const start = 'rm -f "$SSH_AUTH_SOCK" && ssh-agent -a "$SSH_AUTH_SOCK" >/dev/null';
	if (shell === 'fish') {
		return `ssh-add -l >/dev/null 2>&1; test $status -eq 2; and ${start.replace('&&', '; and')}`;
	}
	return `ssh-add -l >/dev/null 2>&1; [ $? -eq 2 ] && ${start}`;
}

function profileOf(shell: string): string {
	switch (shell) {
		case 'zsh':
			return '~/.zprofile';
		case 'bash':
			return '~/.profile';
		case 'fish':
			return '~/.config/fish/config.fish';
		default:
			return 'the file that your shell reads at login';
	}
}
