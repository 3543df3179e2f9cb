import {sentence} from '../text/sentence.ts';
import {fixed, type Rule} from './rule.ts';

const badOption: Rule = {
	pattern: /^(?<file>.+): line (?<line>\d+): Bad configuration option: (?<option>.+)$/,
	explain: ({file, line, option}) => ({
		cause: `${file}, line ${line}: this ssh does not know the option “${option}”.`,
		advice: `Correct it, or put “IgnoreUnknown ${option}” above it if another ssh needs it.`,
	}),
};

const badLine: Rule = {
	pattern: /^(?<file>\/.*[^:]) line (?<line>\d+): (?<what>.+)$/,
	explain: ({file, line, what}) => ({
		cause: `${file}, line ${line}: ${sentence(what)}`,
		advice: 'Correct that line.',
	}),
};

/** What ssh says of its own files and arguments, before it connects. */
export const configRules: readonly Rule[] = [
	fixed(
		/^.+: terminating, \d+ bad configuration options$/,
		'The config has lines that this ssh does not understand.',
		'Correct them.',
		[badOption, badLine],
	),
	{
		pattern: /^.+ line \d+: RefuseConnection: (?<words>.+)$/,
		explain: ({words}) => ({
			cause: `The config refuses this connection: ${words}.`,
			advice: 'Remove RefuseConnection from its block if it no longer holds.',
		}),
	},
	{
		pattern: /^command-line line 0: (?<what>.+)$/,
		explain: ({what}) => ({
			cause: `ssh does not accept an option given to it: ${sentence(what)}`,
			advice: 'Correct what was typed.',
		}),
	},
	badLine,
	{
		pattern: /^Bad owner or permissions on (?<file>.+)$/,
		explain: ({file}) => ({
			cause: `Others could change ${file}, so ssh does not use it.`,
			advice: 'Make it yours and writable by you alone (mode 600).',
		}),
	},
	{
		pattern: /^Can't open user config file (?<file>.+): (?<why>[^:]+)$/,
		explain: ({file, why}) => ({
			cause: `The config ${file} cannot be read: ${why}.`,
			advice: 'Check the path.',
		}),
	},
	fixed(
		/^Too many recursive configuration includes$/,
		'The Include lines of the config lead back to themselves.',
		'Break the circle.',
	),
	fixed(
		/^(hostname|remote username) contains invalid characters$/,
		'ssh refuses the name: it has characters that a shell would act upon.',
		'Rename the host or the user in the config.',
	),
	fixed(
		/^Cannot execute command-line and remote command\.$/,
		'The config sets a RemoteCommand for this host, so no other command can be run.',
		'Set RemoteCommand none in a block of its own, or leave the command out.',
	),
	{
		pattern: /^unix_listener: path "(?<path>.+)" too long for Unix domain socket$/,
		explain: ({path}) => ({
			cause: `The ControlPath ${path} is too long for a socket.`,
			advice: 'Shorten it in the config (%C helps).',
		}),
	},
];
