import {homedir, hostname, userInfo} from 'node:os';
import {basename, dirname, join, resolve} from 'node:path';
import {Failure, isAbort, Refusal} from '../core/errors.ts';
import {whyRefused} from '../core/hosts/refused-name.ts';
import {type InstallReport, isInstalled, reportLines} from '../core/keys/install-report.ts';
import type {KeyFile} from '../core/keys/key-file.ts';
import {keyKinds, usualComment} from '../core/keys/new-key.ts';
import {takesPasswords} from '../core/keys/offers.ts';
import {shellWord} from '../core/ssh-command/command-line.ts';
import {printable} from '../core/text/printable.ts';
import {findDirectories} from '../services/directories.ts';
import type {Connections} from '../services/keeper/connections.ts';
import {type Keyring, openKeyring} from '../services/keys/keyring.ts';
import {readKeyFile} from '../services/keys/read-key-file.ts';
import {openSshConfig} from '../services/ssh-config/ssh-config.ts';
import {openTerminal, readLine} from '../services/terminal/read-line.ts';
import {aligned} from './aligned.ts';
import {openCliConnections} from './connections.ts';
import {helpHint} from './help-hint.ts';
import {jsonText} from './print-json.ts';
import type {CliContext, CommandArguments} from './subcommand.ts';

const cancelled = 130;

type Run = {
	readonly keyring: Keyring;
	readonly directory: string;
	readonly context: CliContext;
	readonly json: boolean;
};

/**
 * `sallyport key generate|install|check`: makes a key, installs one on hosts and proves it, tells which keys a host accepts.
 * What ssh and ssh-keygen ask is asked on the terminal. Gives the exit code: 0, 1 where a host did not take the key or that was
 * not proven, 130 when a question before that was not answered.
 */
export async function keyCommand(
	{words, rest, values}: CommandArguments,
	context: CliContext,
): Promise<number> {
	const [action, ...names] = [...words, ...rest];
	if (action !== 'generate' && action !== 'install' && action !== 'check') {
		throw new Refusal('key needs to know what to do: generate, install or check.', helpHint);
	}
	const {ssh} = context;
	const directory = context.sshDirectory ?? join(findDirectories(ssh.env).home, '.ssh');
	const isEmptyMeant = values['no-passphrase'] === true;
	const connections: Connections = openCliConnections(ssh, isEmptyMeant ? async () => '' : undefined);
	const keyring = openKeyring({connections, ssh, config: openSshConfig({ssh}), directory});
	const run: Run = {keyring, directory, context, json: values['json'] === true};
	try {
		switch (action) {
			case 'generate':
				return await generate(run, names, values);
			case 'install':
				return await install(run, names);
			case 'check':
				return await check(run, names);
		}
	} catch (error) {
		if (!isAbort(error) || context.signal.aborted) {
			throw error;
		}
		const terminal = openTerminal();
		terminal?.destroy();
		if (terminal === null) {
			throw new Failure('Something has to be asked, and there is no terminal to ask on.', {
				nextStep: action === 'generate' ? 'Run it on one, or with --no-passphrase.' : 'Run it on one.',
			});
		}
		context.err('Cancelled.\n');
		return cancelled;
	} finally {
		connections.close();
	}
}

async function generate(
	run: Run,
	names: readonly string[],
	values: CommandArguments['values'],
): Promise<number> {
	if (names.length > 0) {
		throw new Refusal('key generate takes options alone: --type, --file, --comment.', helpHint);
	}
	const {keyring, directory, context, json} = run;
	const kind = keyKinds.find(({value}) => value === (values['type'] ?? 'ed25519'));
	if (kind === undefined) {
		const known = keyKinds.map(({value, when}) => `${value}: ${when}`).join(' ');
		throw new Refusal(`There is no type ${printable(String(values['type']))}.`, known);
	}
	const file = values['file'];
	const path =
		typeof file === 'string' && file !== ''
			? resolve(file.replace(/^~(?=\/)/, homedir()))
			: join(directory, kind.file);
	const comment = values['comment'];
	const plan = {
		kind: kind.value,
		path,
		comment:
			typeof comment === 'string' ? comment : usualComment(userInfo().username, hostname(), new Date()),
	};
	const key = await keyring.make(plan, context.signal);
	context.out(
		json
			? jsonText({
					path,
					type: key.type,
					bits: key.bits,
					fingerprint: key.fingerprint,
					comment: key.comment,
					encrypted: key.encrypted,
				})
			: `Made ${printable(path)}\n${key.type} ${key.bits} ${key.fingerprint} ${printable(key.comment ?? plan.comment)}\nNext: sallyport key install ${printable(shellWord(nameOf(path, directory)))} HOST\n`,
	);
	return 0;
}

/** What `key install` finds a key by: its bare name where keys are kept, else its path, which is never taken for an option. */
function nameOf(path: string, directory: string): string {
	const name = basename(path);
	return dirname(path) === directory && !name.startsWith('-') ? name : path;
}

/** A key by its path, or by its name in `~/.ssh`; its `.pub` means the same. */
async function findKey(given: string, directory: string): Promise<KeyFile> {
	const plain = given.endsWith('.pub') ? given.slice(0, -'.pub'.length) : given;
	const here = plain.includes('/') ? resolve(plain.replace(/^~(?=\/)/, homedir())) : null;
	const paths = here === null ? [join(directory, plain), resolve(plain)] : [here];
	for (const path of paths) {
		const key = await readKeyFile(path);
		if (key.format !== 'unknown') {
			return key;
		}
	}
	const key = await readKeyFile(paths[0] ?? plain);
	throw new Refusal(
		`${printable(given)} is no key to install. ${key.problems[0]?.problem ?? ''}`.trim(),
		'`sallyport keys` lists yours.',
	);
}

async function install({keyring, directory, context, json}: Run, names: readonly string[]): Promise<number> {
	const [given, ...hosts] = names;
	if (given === undefined || hosts.length === 0) {
		throw new Refusal('key install needs a key and at least one host.', helpHint);
	}
	const refused = hosts.find(host => whyRefused(host) !== null);
	if (refused !== undefined) {
		throw new Refusal(`“${printable(refused)}” cannot be launched.`, whyRefused(refused) ?? undefined);
	}
	const key = await findKey(given, directory);
	const {signal} = context;
	const wanted = [...new Set(hosts)];
	const reports: InstallReport[] = [];
	try {
		for (const host of wanted) {
			signal.throwIfAborted();
			const report = await keyring.install(key, host, {
				mayLeaveHome: (alias, path) => mayLeaveHome(alias, path, signal),
				onProgress: words => (json ? undefined : context.err(`${printable(words)} …\n`)),
				signal,
			});
			reports.push(report);
			if (!json) {
				context.out(`${reportLines(report).join('\n')}\n`);
			}
		}
	} catch (error) {
		// What was done on the hosts before is told all the same.
		if (!isAbort(error) || reports.length === 0) {
			throw error;
		}
	}
	if (json) {
		context.out(jsonText(reports.map(report => ({...report, ok: isInstalled(report)}))));
	}
	signal.throwIfAborted();
	if (reports.length < wanted.length) {
		context.err('Cancelled.\n');
		return cancelled;
	}
	return reports.every(isInstalled) ? 0 : 1;
}

async function mayLeaveHome(host: string, path: string, signal: AbortSignal): Promise<boolean> {
	const terminal = openTerminal();
	if (terminal === null) {
		return false;
	}
	try {
		const prompt = `authorized_keys of ${printable(host)} is a link to ${printable(path)}. Change that file? (y/N) `;
		const answer = await readLine(terminal, {prompt, isSecret: false, signal});
		return /^y(es)?$/i.test(answer ?? '');
	} finally {
		terminal.destroy();
	}
}

async function check({keyring, context, json}: Run, names: readonly string[]): Promise<number> {
	const [host, extra] = names;
	if (host === undefined || extra !== undefined) {
		throw new Refusal('key check takes one host.', helpHint);
	}
	const found = await keyring.check(host, context.signal);
	const isIn = found.isLoggedIn || found.isPartial;
	if (json) {
		const {offers, methods, reason} = found;
		context.out(jsonText({host, accepted: isIn, offers, methods, reason}));
	} else {
		const rows = found.offers.map(({name, type, fingerprint, isOfAgent, outcome}, index) => [
			`${index + 1}.`,
			outcome,
			name,
			type ?? '',
			fingerprint ?? '',
			isOfAgent ? 'agent' : '',
		]);
		context.out(rows.length === 0 ? 'ssh has no key to offer.\n' : aligned(rows));
		context.out(found.isPartial ? 'The server accepts the key and asks for something more.\n' : '');
		context.out(takesPasswords(found) ? 'It takes passwords, too.\n' : '');
		context.out(found.reason === null ? '' : `${found.reason}\n`);
	}
	return isIn ? 0 : 1;
}
