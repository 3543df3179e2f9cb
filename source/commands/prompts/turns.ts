/** Which login is asked: what is typed ahead for one must not reach the next. */
export type Turns = {
	/** Whether a question of this login may be on screen now. */
	isOn(login: AbortSignal): boolean;
	/** Whether the next question is to be one of this login. */
	isNext(login: AbortSignal): boolean;
	/** A question for a host came on screen. Gives whether it took the place of another host's: no key is taken at first. */
	begin(alias: string): boolean;
	/** It went, answered or not. */
	end(login: AbortSignal): void;
	/** A secret was answered: what is typed on behind it at once may be meant for a question that has not come yet. */
	answered(): void;
	/**
	 * A key is pressed: whether it belongs to that. It may be meant for a dialog that has come meanwhile, unless some of it
	 * came before: a question gets no part of an answer.
	 */
	isTypedOn(hasDialog: boolean): boolean;
	/** A key is pressed where nothing asks: the next question takes no other one's place. */
	rest(): void;
	/** A key is pressed: whether it may have been meant for the question before. */
	isTooSoon(): boolean;
	stop(): void;
};

/** How long the next question of a login is waited for, in milliseconds: a server takes its time over a wrong answer. */
const patience = 5000;
/** So long no key must have been pressed for what is typed to be meant for what is on screen, in milliseconds. */
const calm = 700;
/** Keys follow each other quicker than this where one types on, in milliseconds. */
const quick = 300;

/** `onFree`: another login may be asked. `onCalm`: keys are taken again. */
export function openTurns({onFree, onCalm}: {onFree(): void; onCalm(): void}): Turns {
	/** The login that was asked last, while it may ask on. */
	let current: AbortSignal | null = null;
	let last: string | null = null;
	let lastEnd = Number.NEGATIVE_INFINITY;
	let patienceTimer: NodeJS.Timeout | undefined;
	let calmTimer: NodeJS.Timeout | null = null;
	/** When the last key of what is typed on behind a secret came, and whether any of it was kept back. */
	let lastTyped = Number.NEGATIVE_INFINITY;
	let isKept = false;

	function leave(): void {
		current = null;
		onFree();
	}

	function waitForCalm(): void {
		clearTimeout(calmTimer ?? undefined);
		calmTimer = setTimeout(() => {
			calmTimer = null;
			onCalm();
		}, calm);
	}

	return {
		isOn: login => current === null || current === login,
		isNext: login => current === login,
		begin(alias) {
			clearTimeout(patienceTimer);
			const isOther = last !== null && last !== alias && performance.now() - lastEnd < 2 * patience;
			last = alias;
			if (isOther) {
				waitForCalm();
			}
			return isOther;
		},
		end(login) {
			lastEnd = performance.now();
			clearTimeout(patienceTimer);
			current = login.aborted ? null : login;
			if (current !== null) {
				patienceTimer = setTimeout(leave, patience);
				login.addEventListener(
					'abort',
					() => {
						if (current === login) {
							clearTimeout(patienceTimer);
							leave();
						}
					},
					{once: true},
				);
			}
		},
		answered() {
			lastTyped = performance.now();
			isKept = false;
		},
		isTypedOn(hasDialog) {
			const now = performance.now();
			if (now - lastTyped >= quick || (hasDialog && !isKept)) {
				return false;
			}
			lastTyped = now;
			isKept = true;
			return true;
		},
		rest() {
			last = null;
		},
		isTooSoon() {
			if (calmTimer !== null) {
				waitForCalm();
			}
			return calmTimer !== null;
		},
		stop() {
			clearTimeout(patienceTimer);
			clearTimeout(calmTimer ?? undefined);
		},
	};
}
