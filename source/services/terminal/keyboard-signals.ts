/**
 * Leaves Ctrl+C and Ctrl+\ to a child that has the terminal: they reach the whole foreground group, and without a
 * listener they would end us. SIGTSTP is not among them: a stop is meant for the whole job. Returns what undoes it.
 */
export function leaveKeyboardSignals(): () => void {
	const ignore = (): void => {};
	process.on('SIGINT', ignore).on('SIGQUIT', ignore);
	return () => {
		process.off('SIGINT', ignore).off('SIGQUIT', ignore);
	};
}
