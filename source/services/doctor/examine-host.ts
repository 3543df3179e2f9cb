import {setTimeout as pause} from 'node:timers/promises';
import {explainNarrowLine, explainOldHost, foreignOffer} from '../../core/doctor/no-common.ts';
import {sftpInit} from '../../core/doctor/sftp-greeting.ts';
import {type Examination, isPassed, type Stage} from '../../core/doctor/stage.ts';
import {type FoundOut, TraceReader} from '../../core/doctor/trace-reader.ts';
import {Failure} from '../../core/errors.ts';
import type {HostDetails} from '../../core/hosts/host-details.ts';
import {printable} from '../../core/text/printable.ts';
import type {Ssh} from '../ssh/program.ts';
import {subsystemArguments} from '../ssh/quiet-arguments.ts';
import {sshVersion} from '../ssh/version.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';
import {hearAnswer} from './hear-answer.ts';
import {findKeyProblems} from './key-problems.ts';
import {findKeyLeftOut, findNarrowLine} from './narrow-line.ts';
import {startStageClock} from './stage-clock.ts';
import {startTracedSsh} from './traced-ssh.ts';

/** Whom ssh can ask while the host is examined. */
export type Asking =
	/** `how` tells the user, in a sentence, how to be asked. */
	| {readonly kind: 'nobody'; readonly how: string}
	/** Our terminal, which ssh opens by itself. */
	| {readonly kind: 'terminal'}
	/** A program of ours, which `env` names (SSH_ASKPASS). While `isAsking` no time counts. */
	| {
			readonly kind: 'askpass';
			readonly env: NodeJS.ProcessEnv;
			readonly isAsking: () => boolean;
			/** Gets each line of its stderr. */
			readonly heard: (line: string) => void;
			/** Gets the process group of ssh. */
			readonly started: (pid: number) => void;
			/** Aborted when the person who was asked gives no answer. */
			readonly cancelled: AbortSignal;
	  };

export type ExamineOptions = {
	readonly asking: Asking;
	readonly signal?: AbortSignal | undefined;
	/** Gets each stage when it is over. */
	readonly onStage?: ((stage: Stage) => void) | undefined;
	/** Gets the name of the stage that is under way. */
	readonly onProgress?: ((stage: string) => void) | undefined;
	/** What is known of the host otherwise; null where it cannot be asked. */
	readonly details?: Promise<HostDetails | null> | undefined;
	/** The config that the host is of; without it no line is taken for one of the whole machine. */
	readonly config?: SshConfig | undefined;
	/** Milliseconds without progress after which a stage has failed. */
	readonly patience?: number | undefined;
};

/** A little less than the 30 seconds that a person is asked to wait at most. */
const usualPatience = 29_000;
const goodbyeTime = 1000;
const detailsTime = 1000;
const signalTime = 20;

/**
 * Tries one connection to a host, as connecting does (the commands of `Match exec` lines run), to the first answer of its
 * SFTP server, and tells stage by stage how it went. Nothing is left behind. Throws a Refusal for a name that ssh
 * refuses, a Failure when there is no ssh or one that is too old, and an AbortError at once when aborted.
 */
export async function examineHost(ssh: Ssh, host: string, options: ExamineOptions): Promise<Examination> {
	const {asking, signal} = options;
	const version = await sshVersion(ssh, signal);
	const args = [...ownArguments(asking), ...subsystemArguments({...ssh, version}, host, 'sftp')];
	const details = (options.details ?? Promise.resolve(null)).catch(() => null);
	const stages: Stage[] = [];
	let checking: string | undefined;
	void details.then(found => {
		checking = found?.effective.options['stricthostkeychecking']?.[0]?.value;
	});
	const reader = new TraceReader({
		host: printable(host),
		howToAsk: asking.kind === 'nobody' ? asking.how : null,
		takesUnknownKeys: () => checking !== 'ask',
		startedAt: performance.now(),
		onStage(stage) {
			stages.push(stage);
			options.onStage?.(stage);
		},
	});
	let goodbyeTimer: NodeJS.Timeout | undefined;
	const sayGoodbye = (): void => {
		clock.stop();
		child.finish();
		goodbyeTimer = setTimeout(child.end, goodbyeTime);
	};
	const answer = hearAnswer(reader, sayGoodbye, () => child.end());
	const child = startTracedSsh(ssh, args, {
		env: environment(ssh, asking),
		keepsTerminal: asking.kind === 'terminal',
		onLine(line) {
			if (asking.kind === 'askpass') {
				asking.heard(line);
			}
			reader.line(line, performance.now());
			clock.look();
		},
		onOutput: answer.take,
	});
	const clock = startStageClock(reader, {
		patience: options.patience ?? usualPatience,
		details,
		isAsking: asking.kind === 'askpass' ? asking.isAsking : () => false,
		waitsForPeople: asking.kind === 'terminal',
		onProgress: options.onProgress,
		onSilence: child.end,
	});
	signal?.addEventListener('abort', child.end, {once: true});
	if (asking.kind === 'askpass') {
		asking.cancelled.addEventListener('abort', child.end, {once: true});
		asking.started(child.pid ?? 0);
	}
	child.write(sftpInit);
	try {
		if (signal?.aborted) {
			child.end();
		}
		const code = await child.ended;
		if (asking.kind === 'terminal' && code !== 0) {
			// Ctrl+C goes to ssh as well as to us, and its end may be heard of first.
			await pause(signalTime);
		}
		signal?.throwIfAborted();
		answer.end();
		if (asking.kind === 'askpass' && asking.cancelled.aborted) {
			reader.unanswered(performance.now());
		}
		const known = await findCause(reader, ssh, details, options);
		reader.ended(code, performance.now(), known);
	} finally {
		clock.stop();
		answer.stop();
		clearTimeout(goodbyeTimer);
		signal?.removeEventListener('abort', child.end);
	}
	return {host, ok: isPassed(stages), stages};
}

/** What the run needs besides what every session without a terminal needs. */
function ownArguments(asking: Asking): string[] {
	const batch = asking.kind === 'nobody' ? ['-o', 'BatchMode=yes'] : [];
	// An examination is not to write down what it happens to learn.
	return ['-vv', ...batch, '-o', 'UpdateHostKeys=no'];
}

/** BatchMode does not reach the ssh that goes to a jump host: what keeps that one from asking is its environment. */
function environment(ssh: Ssh, asking: Asking): NodeJS.ProcessEnv {
	switch (asking.kind) {
		case 'nobody':
			return {...ssh.env, SSH_ASKPASS_REQUIRE: 'never'};
		case 'terminal':
			return ssh.env;
		case 'askpass':
			return asking.env;
	}
}

/** What we know ourselves of why ssh has ended where it did. */
async function findCause(
	{stage, place, said}: TraceReader,
	ssh: Ssh,
	details: Promise<HostDetails | null>,
	{config, signal}: ExamineOptions,
): Promise<FoundOut> {
	const needed = stage === 'key exchange' ? foreignOffer(said) : null;
	const isLogin = stage !== null && place.step === 'authentication';
	if (needed === null && !isLogin) {
		return {};
	}
	const known = await Promise.race([details, pause(detailsTime, null, {ref: false})]);
	const context = {ssh, config, details: known, signal};
	try {
		if (needed !== null) {
			const line = await findNarrowLine(needed, context);
			return {instead: line === null ? explainOldHost(needed) : explainNarrowLine(line)};
		}
		const leftOut = stage === 'authentication' ? await findKeyLeftOut(context) : null;
		const problems = known === null ? [] : await findKeyProblems(known.identities);
		return {also: [...problems, ...(leftOut === null ? [] : [explainNarrowLine(leftOut)])]};
	} catch (error) {
		if (error instanceof Failure) {
			return {};
		}
		throw error;
	}
}
