import {setTimeout as pause} from 'node:timers/promises';
import {sftpInit} from '../../core/doctor/sftp-greeting.ts';
import {type Examination, type Finding, isPassed, type Stage} from '../../core/doctor/stage.ts';
import {TraceReader} from '../../core/doctor/trace-reader.ts';
import type {HostDetails} from '../../core/hosts/host-details.ts';
import {printable} from '../../core/text/printable.ts';
import type {Ssh} from '../ssh/program.ts';
import {subsystemArguments} from '../ssh/quiet-arguments.ts';
import {sshVersion} from '../ssh/version.ts';
import {hearAnswer} from './hear-answer.ts';
import {findKeyProblems} from './key-problems.ts';
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
		const isLogin = reader.stage !== null && reader.place.step === 'authentication';
		reader.ended(code, performance.now(), isLogin ? await keyFindings(details) : []);
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

async function keyFindings(details: Promise<HostDetails | null>): Promise<Finding[]> {
	const known = await Promise.race([details, pause(detailsTime, null, {ref: false})]);
	return known === null ? [] : findKeyProblems(known.identities);
}
