import {explainFailure} from '../diagnosis/explain-failure.ts';
import {explainEarlyText} from '../doctor/explain-end.ts';
import {explainSilence} from '../doctor/explain-silence.ts';
import type {Finding} from '../doctor/stage.ts';
import type {Place} from '../doctor/step.ts';
import {traceEvent} from '../doctor/trace-event.ts';
import {TraceReader} from '../doctor/trace-reader.ts';
import {printable} from '../text/printable.ts';

/** Why a connection was given up: nothing came for so many milliseconds. */
export function noAnswer(limit: number): string {
	return `There was no answer within ${Math.round(limit / 1000)} s.`;
}

/**
 * Why a shared connection failed, by what its ssh wrote with a trace of the first level: in the words of the doctor where
 * the place says more than the last line. Null when nothing is known.
 */
export function explainLogin(alias: string, reason: string, stderr: string): Finding | null {
	const place = placeOf(alias, stderr);
	if (/^There was no answer within \d+ s\.$/.test(reason)) {
		// At this level of the trace names are looked up without a word.
		return place.step === 'config' ? null : explainSilence(place);
	}
	const early = stderr.split('\n').map(line => traceEvent(printable(line.trimEnd())));
	const text = early.find(event => event?.kind === 'early-text');
	return place.step === 'banner' && text?.kind === 'early-text'
		? explainEarlyText(text.text)
		: explainFailure(stderr, {alias});
}

function placeOf(alias: string, stderr: string): Place {
	const reader = new TraceReader({host: printable(alias), howToAsk: null, startedAt: 0, onStage() {}});
	for (const line of stderr.split('\n')) {
		reader.line(line, 0);
	}
	return reader.place;
}
