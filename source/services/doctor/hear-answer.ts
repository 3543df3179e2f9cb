import {judgeGreeting} from '../../core/doctor/sftp-greeting.ts';
import type {TraceReader} from '../../core/doctor/trace-reader.ts';

const restOfText = 200;
const longestText = 4096;

/**
 * Tells the reader what comes where the SFTP server answers. `onAnswer` is called when that is an answer, `onText` when it
 * is something else, of which a little more is waited for.
 */
export function hearAnswer(reader: TraceReader, onAnswer: () => void, onText: () => void) {
	let output = Buffer.alloc(0);
	let timer: NodeJS.Timeout | undefined;
	const giveUp = (): void => {
		reader.answeredWith(output.toString(), performance.now());
		onText();
	};
	return {
		take(bytes: Buffer): void {
			if (reader.stage === null || output.length >= longestText) {
				return;
			}
			output = Buffer.concat([output, bytes]);
			const greeting = judgeGreeting(output);
			if (greeting === 'version') {
				reader.answered(performance.now());
				onAnswer();
			} else if (greeting === 'text') {
				timer ??= setTimeout(giveUp, restOfText);
			}
		},
		stop: () => clearTimeout(timer),
		/** No more will come. */
		end(): void {
			clearTimeout(timer);
			if (reader.stage !== null && output.length > 0) {
				giveUp();
			}
		},
	};
}
