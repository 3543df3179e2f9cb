import packageJson from '../../package.json' with {type: 'json'};
import {Failure, Refusal} from '../core/errors.ts';
import {configuredSpecification} from '../core/forwards/configured-specification.ts';
import {explicitForward, isWide} from '../core/forwards/explicit-forward.ts';
import type {ForwardStatus} from '../core/forwards/forward-status.ts';
import {parseForward} from '../core/forwards/parse-forward.ts';
import {printForward} from '../core/forwards/print-forward.ts';
import {statusText} from '../core/forwards/status-words.ts';
import {withWholePaths} from '../core/forwards/whole-paths.ts';
import {whyRefused} from '../core/hosts/refused-name.ts';
import {printable} from '../core/text/printable.ts';
import {findDirectories} from '../services/directories.ts';
import {type OwnForwards, openOwnForwards} from '../services/forwards/own-forwards.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {openSshConfig} from '../services/ssh-config/ssh-config.ts';
import {answeringOnTerminal} from './connections.ts';
import {helpHint} from './help-hint.ts';
import {whereAsked} from './list-forwards.ts';

type Write = (text: string) => void;
type Out = {readonly out: Write; readonly err: Write; readonly signal: AbortSignal};
type Kind = 'local' | 'remote' | 'dynamic';

/** How long the far end may take to answer after a start before nothing is said about it, in milliseconds. */
const farEndLimit = 2000;

/** The forwards, and whether somebody here refused to answer what their ssh asked: then it was ended. */
export type CliForwards = OwnForwards & {isRefused(): boolean};

export function openCliForwards(ssh: Ssh): CliForwards {
	const {home, state: stateDirectory} = findDirectories(ssh.env);
	let isRefused = false;
	const own = openOwnForwards({
		...{ssh, home, stateDirectory},
		version: packageJson.version,
		answering() {
			const ask = answeringOnTerminal();
			return (
				ask &&
				(async (prompt, over, login) => {
					const answer = await ask(prompt, over, login);
					isRefused ||= answer === null && !over.aborted;
					return answer;
				})
			);
		},
		answersAll: false,
	});
	return {...own, isRefused: () => isRefused};
}

/** Reads the one of -L, -R, -D that was given; null where none was. Throws a Refusal. */
export function readSpecification(
	values: Readonly<Record<string, unknown>>,
	{env}: Ssh,
): {kind: Kind; specification: string} | null {
	const given = (['local', 'remote', 'dynamic'] as const).flatMap(kind =>
		((values[kind] ?? []) as readonly string[]).map(text => ({kind, text})),
	);
	const [first, second] = given;
	if (first === undefined) {
		return null;
	}
	if (second !== undefined) {
		throw new Refusal('forward start takes one of -L, -R and -D.', helpHint);
	}
	const parsed = parseForward(first.kind, first.text);
	const forward = 'problem' in parsed ? parsed : withWholePaths(parsed, findDirectories(env).home);
	if ('problem' in forward) {
		throw new Refusal(`“${printable(first.text)}” is ${forward.problem}.`, helpHint);
	}
	return {kind: first.kind, specification: printForward(explicitForward(forward))};
}

export type StartPlan = {
	readonly host: string;
	readonly kind: Kind;
	readonly specification: string;
	readonly label: string | null;
	readonly isSaved: boolean;
};

/** `sallyport forward start`: gives 0 when it is up, 1 when it says why it is not. */
export async function startCommand(own: CliForwards, plan: StartPlan, io: Out): Promise<number> {
	const {host, isSaved, ...rest} = plan;
	const refused = whyRefused(host);
	if (refused !== null) {
		throw new Refusal(refused, `“${printable(host)}” cannot be launched.`);
	}
	const forward = parseForward(plan.kind, plan.specification);
	if (!('problem' in forward) && isWide(forward)) {
		io.err('sallyport: other machines can use it too: it does not listen on the loopback alone.\n');
	}
	const id = await own.set({...rest, alias: host, isSaved, isAutomatic: false}, {isStarted: true});
	const forgotten = own.whyForgotten();
	if (forgotten !== null) {
		io.err(`sallyport: ${forgotten}\n`);
	}
	return tellOutcome(own, id, io);
}

/** What a host's LocalForward, RemoteForward and DynamicForward lines ask for. Throws a Refusal where there is none. */
export async function readConfigured(
	ssh: Ssh,
	host: string,
	signal: AbortSignal,
): Promise<readonly {kind: Kind; specification: string}[]> {
	const {forwards} = await openSshConfig({ssh}).read(signal);
	const asked = forwards.filter(({alias}) => alias === host);
	if (asked.length === 0) {
		const why = `the config of ${printable(host)} asks for no forward.`;
		throw new Refusal(`forward start needs one of -L, -R and -D: ${why}`, helpHint);
	}
	const {home} = findDirectories(ssh.env);
	return asked.map(configured => {
		const found = configuredSpecification(configured, home);
		if ('problem' in found) {
			throw new Refusal(`A forward in the config of ${printable(host)} is ${printable(found.problem)}.`);
		}
		return {kind: configured.kind, ...found};
	});
}

/** Waits until a forward is no longer starting, and says how it went. */
async function tellOutcome(own: CliForwards, id: string, {out, err, signal}: Out): Promise<number> {
	const leave = (): void => {
		const how = own.isRefused()
			? `is not started: the login was cancelled. \`sallyport forward restart ${id}\` tries again.`
			: `is started without this command. \`sallyport forward stop ${id}\` gives it up.`;
		err(`sallyport: ${id} ${how}\n`);
	};
	if (signal.aborted) {
		// While the keeper was asked to start it.
		leave();
		signal.throwIfAborted();
	}
	signal.addEventListener('abort', leave, {once: true});
	let status = await settled(own, id, signal);
	signal.removeEventListener('abort', leave);
	if (status.state === 'up') {
		const late = new Promise(resolve => setTimeout(resolve, farEndLimit).unref());
		await Promise.race([own.act(id, 'verify'), late]);
		status = (await own.list()).find(one => one.id === id) ?? status;
	}
	out(`${id}  ${status.state}  ${printable(statusText(status))}\n`);
	if (status.reason !== null) {
		err(`sallyport: ${printable(status.reason)}\n`);
	}
	if (status.state === 'reconnecting') {
		err(`It is tried again. \`sallyport forward stop ${id}\` gives it up.\n`);
	}
	if (status.state === 'needs you') {
		err(`${whereAsked(status)}\n`);
	}
	return status.state === 'up' || status.state === 'degraded' ? 0 : 1;
}

function settled(own: OwnForwards, id: string, signal: AbortSignal): Promise<ForwardStatus> {
	return new Promise((resolve, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason), {once: true});
		own.follow(forwards => {
			const found = forwards.find(one => one.id === id);
			if (found === undefined) {
				reject(new Failure(`The forward ${id} was removed.`));
			} else if (found.state !== 'starting') {
				resolve(found);
			}
		}, reject);
	});
}

async function known(own: OwnForwards, id: string): Promise<ForwardStatus> {
	const found = (await own.list()).find(one => one.id === id);
	if (found === undefined) {
		throw new Failure(`There is no forward ${printable(id)}.`, {
			nextStep: 'sallyport forwards lists them, with their ids in the first column.',
		});
	}
	return found;
}

/** `sallyport forward stop|restart|remove ID`. Gives 0, or 1 where it did not come up again. */
export async function actCommand(
	own: CliForwards,
	action: 'stop' | 'restart' | 'remove',
	id: string,
	io: Out,
): Promise<number> {
	await known(own, id);
	await own.act(id, action);
	return action === 'restart' ? tellOutcome(own, id, io) : 0;
}

/** `sallyport forward logs ID`: what it went through, and the last lines of its ssh. */
export async function logsCommand(own: OwnForwards, id: string, {out}: Out): Promise<number> {
	const status = await known(own, id);
	const {history, lines} = await own.log(id);
	out(`${id}  ${status.state}  ${printable(statusText(status))}\n`);
	for (const {at, state, reason} of history) {
		out(`${new Date(at).toISOString()}  ${state}${reason === null ? '' : `: ${printable(reason)}`}\n`);
	}
	for (const text of lines) {
		out(`ssh: ${printable(text)}\n`);
	}
	return 0;
}
