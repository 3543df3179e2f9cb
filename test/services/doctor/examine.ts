import assert from 'node:assert/strict';
import type {Examination, Stage} from '../../../source/core/doctor/stage.ts';
import {type ExamineOptions, examineHost} from '../../../source/services/doctor/examine-host.ts';

export const howToAsk = 'Enter connects and asks.';

/** Examines `web` of a config, with nobody to ask unless the options say otherwise. */
export function examine(configFile: string, options: Partial<ExamineOptions> = {}): Promise<Examination> {
	const env = {PATH: process.env['PATH'], HOME: '/nonexistent'};
	const ssh = {program: 'ssh', configFile, env};
	return examineHost(ssh, 'web', {asking: {kind: 'nobody', how: howToAsk}, ...options});
}

/** The words of each stage, such as `config: ok`. */
export function summary({stages}: Examination): string[] {
	return stages.map(({stage, status}) => `${stage}: ${status}`);
}

/** The one stage that failed or was only warned of, with all before it passed and all behind it skipped. */
export function trouble(examination: Examination): Stage {
	const all = examination.stages;
	const index = all.findIndex(({status}) => status === 'failed' || status === 'warning');
	const stage = all[index];
	assert.ok(stage, JSON.stringify(all, null, 1));
	assert.ok(all.slice(0, index).every(({status, stage: name}) => status === 'ok' || name === 'resolve'));
	assert.ok(all.slice(index + 1).every(({status}) => status === 'skipped'));
	assert.equal(examination.ok, false);
	assert.notEqual(stage.raw.length, 0);
	return stage;
}
