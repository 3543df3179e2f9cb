import type {Decision, InPlaceDecision, Transfer, TransferRequest} from '../../core/transfers/transfer.ts';
import type {Prompt} from '../keeper/prompt-queue.ts';

/** What the process of the transfers is told first. */
export type Start = {
	readonly type: 'start';
	readonly configFile: string | null;
	readonly stateDirectory: string;
	readonly home: string;
	readonly version: string;
};

/** What the dashboard says to the process of the transfers. Both are one program: what they say is not checked again. */
export type ToWorker =
	| Start
	| {readonly type: 'add'; readonly id: string; readonly request: TransferRequest}
	| {readonly type: 'pause' | 'resume' | 'cancel' | 'retry'; readonly id: string}
	| {
			readonly type: 'decide';
			readonly id: string;
			readonly question: number;
			readonly decision: Decision | InPlaceDecision;
			readonly isForAll: boolean;
	  }
	| {readonly type: 'clear' | 'close'}
	| {readonly type: 'answer'; readonly prompt: number; readonly text: string | null};

export type FromWorker =
	| {readonly type: 'transfers'; readonly list: readonly Transfer[]}
	| {readonly type: 'prompt'; readonly prompt: number; readonly asked: Prompt}
	| {readonly type: 'prompt-over'; readonly prompt: number}
	| {readonly type: 'login-over'; readonly login: number}
	/** What helps while the keeper does not answer; null: it does again. */
	| {readonly type: 'keeper-heard'; readonly advice: string | null}
	/** Something could not be done; `id` names the transfer that could not be put into the queue, if it was that. */
	| {readonly type: 'failed'; readonly id: string | null; readonly message: string};
