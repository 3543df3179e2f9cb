import {Refusal} from '../core/errors.ts';
import {helpHint} from './help-hint.ts';
import {sharedOptions} from './shared-options.ts';
import type {Subcommand} from './subcommand.ts';

/** What a shell offers behind the name of a subcommand. */
type Offer = {
	readonly name: string;
	readonly summary: string;
	/** Words that may follow at once: `start`, `stop`. */
	readonly actions: readonly string[];
	/** Long options with their dashes. */
	readonly options: readonly string[];
	/** Whether aliases are offered, and whether a path follows behind `:` (then local files are offered too). */
	readonly hosts: 'none' | 'host' | 'path';
};

function offerOf({name, summary, synopsis, options}: Subcommand): Offer {
	const actions = synopsis.flatMap(form => /^[a-z|]+(?= |$)/.exec(form)?.[0].split('|') ?? []);
	const forms = synopsis.join(' ');
	return {
		name,
		summary,
		actions: [...new Set(actions)],
		options: Object.keys(options ?? {}).map(option => `--${option}`),
		hosts: forms.includes('HOST:PATH') ? 'path' : forms.includes('HOST') ? 'host' : 'none',
	};
}

const shared = Object.keys(sharedOptions).map(option => `--${option}`);
/** The first column of `hosts` is the alias. */
const listHosts = "sallyport hosts 2>/dev/null | cut -d' ' -f1";

function bash(offers: readonly Offer[]): string {
	const cases = offers.map(({name, actions, options, hosts}) => {
		const words = [...actions, ...options, ...shared].join(' ');
		const list = hosts === 'none' ? '' : '; hosts=1';
		const paths = hosts === 'path' ? '; paths=1' : '';
		return `\t\t${name}) words='${words}'${list}${paths} ;;\n`;
	});
	return `_sallyport() {
	local current="\${COMP_WORDS[COMP_CWORD]}" words hosts= paths= command= word
	for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case "$word" in
		${offers.map(({name}) => name).join('|')}) command="$word"; break ;;
		esac
	done
	case "$command" in
${cases.join('')}		*) words='${[...offers.map(({name}) => name), ...shared].join(' ')}' ;;
	esac
	[ -n "$hosts" ] && [ "\${current#-}" = "$current" ] && words="$words $(${listHosts})"
	COMPREPLY=($(compgen -W "$words" -- "$current"))
	[ -n "$paths" ] && COMPREPLY+=($(compgen -f -- "$current"))
}
complete -o default -F _sallyport sallyport
`;
}

function zsh(offers: readonly Offer[]): string {
	const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
	const commands = offers.map(({name, summary}) => `\t\t${quote(`${name}:${summary}`)}\n`);
	const cases = offers.map(({name, actions, options, hosts}) => {
		const list = hosts === 'none' ? '' : ` \${(f)"$(${listHosts})"}`;
		const paths = hosts === 'path' ? '; _files' : '';
		return `\t\t${name}) compadd -- ${[...actions, ...options, ...shared].join(' ')}${list}${paths} ;;\n`;
	});
	return `#compdef sallyport
_sallyport() {
	local -a commands
	commands=(
${commands.join('')}	)
	local command= word
	for word in \${words[2,CURRENT-1]}; do
		case "$word" in
		${offers.map(({name}) => name).join('|')}) command="$word"; break ;;
		esac
	done
	case "$command" in
${cases.join('')}		*) _describe command commands; compadd -- ${shared.join(' ')} ;;
	esac
}
compdef _sallyport sallyport
`;
}

function fish(offers: readonly Offer[]): string {
	const names = offers.map(({name}) => name).join(' ');
	const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
	const none = `not __fish_seen_subcommand_from ${names}`;
	const lines = offers.flatMap(({name, summary, actions, options, hosts}) => {
		const when = `-n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
		return [
			`complete -c sallyport -n ${quote(none)} -f -a ${name} -d ${quote(summary)}`,
			...(actions.length === 0 ? [] : [`complete -c sallyport ${when} -f -a ${quote(actions.join(' '))}`]),
			...options.map(option => `complete -c sallyport ${when} -l ${option.slice(2)}`),
			...(hosts === 'none'
				? []
				: [`complete -c sallyport ${when}${hosts === 'host' ? ' -f' : ''} -a ${quote(`(${listHosts})`)}`]),
		];
	});
	return [...lines, ...shared.map(option => `complete -c sallyport -l ${option.slice(2)}`), ''].join('\n');
}

const shells = {bash, zsh, fish} as const;

/**
 * `sallyport completions bash|zsh|fish`: a script for the shell that completes subcommands, options and hosts, made from
 * the table of subcommands. Throws a Refusal for another shell.
 */
export function completions(shell: string | undefined, subcommands: readonly Subcommand[]): string {
	if (shell !== 'bash' && shell !== 'zsh' && shell !== 'fish') {
		throw new Refusal('completions needs the name of a shell: bash, zsh or fish.', helpHint);
	}
	return shells[shell](subcommands.map(offerOf));
}
