import {clip} from '../text/fit.ts';
import {printable} from '../text/printable.ts';
import {withoutSshEscapes} from '../text/ssh-escapes.ts';
import {explainEnd} from './explain-end.ts';
import {explainSilence} from './explain-silence.ts';
import {hintOf} from './hints.ts';
import {judgeAlgorithm} from './judge-algorithm.ts';
import {LoginTrace} from './login-trace.ts';
import {judgeSpeed} from './slow-stage.ts';
import {type Finding, joined, type Stage, type StageStatus, skipped} from './stage.ts';
import {isBefore, type Place, type Step, steps} from './step.ts';
import {type TraceEvent, traceEvent} from './trace-event.ts';

export type TraceReaderOptions = {
	/** The host, clean. */
	readonly host: string;
	/** How its user can be asked, as a sentence; null where ssh asks by itself. */
	readonly howToAsk: string | null;
	/** Whether the config has unknown host keys taken without a question; true where that is not known. */
	readonly takesUnknownKeys?: (() => boolean) | undefined;
	/** When ssh was started; all times are milliseconds of one clock. */
	readonly startedAt: number;
	/** Gets each stage when it is over, in order. */
	readonly onStage: (stage: Stage) => void;
};

/** What was found out by other means of why ssh ended: it stands in the place of what ssh said, or behind it. */
export type FoundOut = {readonly instead?: Finding; readonly also?: readonly Finding[]};

/** What one machine on the way has shown so far. */
type Seen = {
	readonly login: LoginTrace;
	target: string | null;
	hostKey: string | null;
	earlyText: string | null;
	lostAddresses: Finding[];
};

const stepsOfPeople: readonly Step[] = ['host key', 'authentication'];
const mostLines = 60;
const longestLine = 500;
const mostAnswers = 32;

function nothingSeen(): Seen {
	return {login: new LoginTrace(), target: null, hostKey: null, earlyText: null, lostAddresses: []};
}

/**
 * Reads one `ssh -vv -s HOST sftp` stage by stage. With jump hosts the lines of several ssh come mixed, but only one of
 * them gets on at a time: that to the nearest jump host first, each of the others when the one before it has logged in.
 */
export class TraceReader {
	readonly #options: TraceReaderOptions;
	/** Jump hosts that are not passed yet, nearest first. */
	#jumps: string[] = [];
	#namedJump: string | null = null;
	#step: Step = 'config';
	#way: Place['way'] = 'direct';
	#seen = nothingSeen();
	#roundTrip = 0;
	#since: number;
	#said: string[] = [];
	#lastLine: readonly string[] = [];
	#findings: Finding[] = [];
	#isOver = false;

	constructor(options: TraceReaderOptions) {
		this.#options = options;
		this.#since = options.startedAt;
	}

	/** Where ssh is. */
	get place(): Place {
		const name = this.#jumps[0] ?? this.#options.host;
		return {step: this.#step, name, target: this.#seen.target, way: this.#way};
	}

	/** The stage under way; null when all are over. */
	get stage(): string | null {
		const jump = this.#jumps[0];
		return this.#isOver ? null : jump === undefined ? this.#step : `jump:${jump}`;
	}

	/** Changes with each step that ssh gets on, and with the first answers of the host to a login. */
	get progress(): string {
		return `${this.#jumps.length} ${this.#step} ${Math.min(this.#seen.login.answers, mostAnswers)}`;
	}

	/** What was said in the stage under way, clean. */
	get said(): readonly string[] {
		return this.#said;
	}

	/** Takes a line of stderr as written. */
	line(text: string, at: number): void {
		const line = clip(printable(withoutSshEscapes(text.trimEnd())), longestLine);
		if (line === '' || this.#isOver) {
			return;
		}
		if (!/^debug[23]: /.test(line)) {
			this.#said = [...this.#said, line].slice(-mostLines);
			this.#lastLine = [line];
		}
		const isAnswered =
			/^Warning: Permanently added /.test(line) && this.#options.takesUnknownKeys?.() === false;
		this.#note(isAnswered ? null : hintOf(line, this.#step));
		const event = traceEvent(line);
		if (event !== null) {
			this.#take(event, at);
		}
	}

	/** The SFTP server has answered. */
	answered(at: number): void {
		while (this.#jumps.length > 0) {
			this.#passJump(at);
		}
		this.#reach('sftp', at);
		this.#emitPassed('sftp', at);
		this.#isOver = true;
	}

	/** Something else than SFTP came where its answer should be. */
	answeredWith(text: string, at: number): void {
		this.#reach('sftp', at);
		const words = clip(printable(text.trim()), longestLine);
		this.#said.push(words);
		this.#fail('failed', at, {
			cause: `Where the answer of the SFTP server should be, ${this.#options.host} sends text: “${clip(words, 100)}”.`,
			advice:
				'A shell start-up file there (such as .bashrc) prints it: let it print only on a terminal. Or a fixed command runs in place of sftp.',
		});
	}

	/** ssh has ended before that; `code` is null when a signal ended it. */
	ended(code: number | null, at: number, {instead, also}: FoundOut = {}): void {
		const end = explainEnd({...this.#seen, ...this.#options, place: this.place, said: this.#said, code});
		this.#fail(end.status, at, instead ?? end, also);
	}

	/** Nothing has come for so many seconds. */
	fellSilent(seconds: number, at: number): void {
		const {cause, advice} = explainSilence(this.place);
		this.#fail('failed', at, {cause: `${cause} Nothing came for ${seconds} s.`, advice});
	}

	/** What ssh asked was not answered, and so it was ended. */
	unanswered(at: number): void {
		this.#fail('skipped', at, {
			cause: 'ssh asked something, and was given no answer.',
			advice: 'Examine it once more, and answer.',
		});
	}

	#take(event: TraceEvent, at: number): void {
		switch (event.kind) {
			case 'jump':
				this.#namedJump = event.name;
				return;
			case 'proxy-started':
				this.#takeProxy(at);
				return;
			case 'resolving':
			case 'connecting':
				this.#seen.target = event.target;
				this.#reach(event.kind === 'resolving' ? 'resolve' : 'connect', at);
				return;
			case 'address-failed':
				this.#seen.lostAddresses.push({
					cause: `Its address ${event.address} does not work (${event.why}); the next one does.`,
					advice: 'Have that address mended or removed from the name server: each connection tries it first.',
				});
				return;
			case 'connected':
				this.#roundTrip ||= at - this.#since;
				this.#findings.push(...this.#seen.lostAddresses);
				this.#reach('banner', at);
				return;
			case 'channel-opened':
				if (this.#step === 'connect') {
					this.#reach('banner', at);
				}
				return;
			case 'early-text':
				this.#seen.earlyText ??= event.text;
				return;
			case 'banner':
				this.#reach('key exchange', at);
				return;
			case 'algorithm':
				this.#note(judgeAlgorithm(event.what, event.name));
				return;
			case 'host-key':
				this.#seen.hostKey ??= event.key;
				this.#reach('host key', at);
				return;
			case 'new-keys':
				this.#reach('authentication', at);
				return;
			case 'shared':
			case 'authenticated':
				if (this.#jumps.length > 0) {
					this.#passJump(at);
				} else {
					this.#reach('session', at);
				}
				return;
			case 'subsystem':
				this.#reach('sftp', at);
				return;
			default:
				this.#note(this.#seen.login.take(event));
		}
	}

	/** An ssh starts what takes it further: another ssh to a jump host, or a ProxyCommand. */
	#takeProxy(at: number): void {
		const jump = this.#namedJump;
		this.#namedJump = null;
		if (!isBefore(this.#step, 'connect')) {
			return;
		}
		if (this.#jumps.length === 0) {
			this.#emitPassed('config', at);
			this.#options.onStage(skipped('resolve', `${jump ?? 'The ProxyCommand'} finds the way.`));
		}
		if (jump === null) {
			this.#step = 'connect';
			this.#way = 'proxy-command';
		} else {
			this.#jumps.unshift(jump);
			this.#step = 'config';
			this.#seen = nothingSeen();
		}
	}

	#passJump(at: number): void {
		this.#emitPassed(`jump:${this.#jumps[0]}`, at);
		this.#jumps.shift();
		this.#step = 'connect';
		this.#way = 'jump';
		this.#seen = nothingSeen();
	}

	/** Never goes back: later key exchanges say the same as the first. */
	#reach(step: Step, at: number): void {
		while (isBefore(this.#step, step)) {
			if (this.#jumps.length === 0) {
				this.#emitPassed(this.#step, at);
			}
			this.#step = steps[steps.indexOf(this.#step) + 1]!;
		}
	}

	#note(finding: Finding | null): void {
		if (finding !== null) {
			this.#findings.push(finding);
		}
	}

	#emitPassed(stage: string, at: number): void {
		const isOfPeople = this.#options.howToAsk === null && stepsOfPeople.includes(this.#step);
		const isOneStep = this.#jumps.length === 0;
		if (isOneStep && !isOfPeople) {
			this.#note(judgeSpeed(this.#step, at - this.#since, this.#roundTrip));
		}
		const raw = this.#findings.length > 0 ? this.#deciding() : this.#said.slice(-1);
		this.#emit(
			{stage, status: this.#findings.length > 0 ? 'warning' : 'ok', ...joined(this.#findings), raw},
			at,
		);
	}

	#fail(status: StageStatus, at: number, finding: Finding, also: readonly Finding[] = []): void {
		const {stage} = this;
		if (stage === null) {
			return;
		}
		this.#emit({stage, status, ...joined([finding, ...also]), raw: this.#deciding()}, at);
		const isOfHost = this.#jumps.length === 0;
		const rest = steps.slice(isOfHost ? steps.indexOf(this.#step) + 1 : steps.indexOf('connect'));
		for (const missed of [...this.#jumps.slice(1).map(name => `jump:${name}`), ...rest]) {
			this.#options.onStage(skipped(missed));
		}
		this.#isOver = true;
	}

	/** What ssh said of its own accord, else the last of what it was asked to say. */
	#deciding(): readonly string[] {
		const words = this.#said.filter(line => !/^(debug1: |OpenSSH_)/.test(line));
		return words.length > 0 ? words : this.#said.length > 0 ? this.#said.slice(-3) : this.#lastLine;
	}

	#emit(stage: Omit<Stage, 'ms'>, at: number): void {
		this.#options.onStage({...stage, ms: Math.round(at - this.#since)});
		this.#since = at;
		this.#said = [];
		this.#findings = [];
	}
}
