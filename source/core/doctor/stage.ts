export type StageStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** One step of an examination, as `doctor --json` prints it. Texts are clean. */
export type Stage = {
	/** `config`, `jump:NAME`, `key exchange`, …: the same word for people and machines. */
	readonly stage: string;
	readonly status: StageStatus;
	/** How long it took; null for one that was skipped, and where time says nothing. */
	readonly ms: number | null;
	/** What is wrong, in sentences; null when nothing is. */
	readonly cause: string | null;
	/** One next step; null when none is needed. */
	readonly advice: string | null;
	/** The lines of ssh, or the facts, that decided. */
	readonly raw: readonly string[];
};

/** What an examination found; `host` is null for one of this machine. */
export type Examination = {
	readonly host: string | null;
	/** Every stage that matters was passed, perhaps with a warning. */
	readonly ok: boolean;
	readonly stages: readonly Stage[];
};

/** What is wrong and what helps, both in sentences. */
export type Finding = {readonly cause: string; readonly advice: string};

/** Whether an examination came to its end with nothing failed on the way. */
export function isPassed(stages: readonly Stage[]): boolean {
	return stages.at(-1)?.status !== 'skipped' && stages.every(({status}) => status !== 'failed');
}

/** A stage that was not come to, or does not matter here. */
export function skipped(stage: string, cause: string | null = null): Stage {
	return {stage, status: 'skipped', ms: null, cause, advice: null, raw: []};
}

/** The causes of several findings as one text, and their advice, each sentence once. */
export function joined(findings: readonly Finding[]): {cause: string | null; advice: string | null} {
	const join = (texts: readonly string[]): string | null => [...new Set(texts)].join(' ') || null;
	return {
		cause: join(findings.map(finding => finding.cause)),
		advice: join(findings.map(finding => finding.advice)),
	};
}
