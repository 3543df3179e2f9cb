import {printable} from '../text/printable.ts';

/** How the installation of a key on one host went. Texts are clean. */
export type InstallReport = {
	readonly host: string;
	/** `no-sftp`: nothing was done, `command` does it by hand. */
	readonly outcome: 'added' | 'present' | 'no-sftp' | 'failed';
	/** The authorized_keys file there; null where it was not come to. */
	readonly path: string | null;
	/** What it was before, kept beside it. */
	readonly backup: string | null;
	/** What else was done or found. */
	readonly notes: readonly string[];
	/** Whether a login with this key alone works; null where it was not tried, or not to its end. */
	readonly isProven: boolean | null;
	/** Why not: of the installation or of the login. */
	readonly reason: string | null;
	/** How one can log in beside keys; empty where that was not learnt. */
	readonly otherMethods: readonly string[];
	readonly command: string | null;
};

/** Whether all is as it should be. */
export function isInstalled({outcome, isProven}: InstallReport): boolean {
	return (outcome === 'added' || outcome === 'present') && isProven === true;
}

/** The report in sentences, the first one says how it went. A command stands for itself, indented. */
export function reportLines(report: InstallReport): readonly string[] {
	const {host, outcome, path, backup, notes, isProven, reason, otherMethods, command} = report;
	const name = printable(host);
	const where = path === null ? '' : ` in ${printable(path)}`;
	const done = {
		added: `${name}: the key is installed${where}`,
		present: `${name}: the key was there already${where}`,
		'no-sftp': `${name}: nothing was done, there is no SFTP.`,
		failed: `${name}: nothing was installed.`,
	}[outcome];
	const isDone = outcome === 'added' || outcome === 'present';
	const proof = !isDone
		? ''
		: isProven === true
			? ', and a login with this key alone works.'
			: isProven === false
				? ', but a login with it alone does not work.'
				: ', but not proven.';
	return [
		`${done}${proof}`,
		...(reason === null ? [] : [reason]),
		...(backup === null ? [] : [`What was there before is in ${printable(backup)}.`]),
		...notes,
		...(isProven === true ? passwordAdvice(otherMethods) : []),
		...(command === null ? [] : ['Paste this into a shell here:', `    ${command}`]),
	];
}

/** What a proven key makes possible. */
function passwordAdvice(methods: readonly string[]): string[] {
	const lines = [
		...(methods.includes('password') ? ['PasswordAuthentication no'] : []),
		...(methods.includes('keyboard-interactive') ? ['KbdInteractiveAuthentication no'] : []),
	];
	return lines.length === 0
		? []
		: [
				`Password login could be switched off there now: ${lines.join(' and ')} in its sshd_config. Keep a session open until a new login has worked.`,
			];
}
