import type {Connection, PseudoTtyInfo, ServerChannel, Session} from 'ssh2';
import {serveSftp} from '../sftp/serve-sftp.ts';
import type {HostShell} from '../shell/shell.ts';
import {makeChannelIo} from './channel-io.ts';
import {openFailure, refuse} from './refuse.ts';
import {runSession, type Screen} from './run-session.ts';

/** As many as sshd_config(5) MaxSessions allows by default. */
const mostSessions = 10;
const mostVariables = 32;
const largest = 1000;

/** Serves sessions: shell, command and the sftp subsystem (RFC 4254 section 6). */
export function serveSessions(client: Connection, host: HostShell, hangUp: () => void): void {
	const open = new Set<AbortController>();
	client.once('close', () => {
		for (const gone of open) {
			gone.abort();
		}
	});
	client.on('session', (accept, reject) => {
		if (open.size >= mostSessions) {
			refuse(client, reject, openFailure.shortage, 'too many sessions');
			return;
		}
		const session = accept();
		const gone = new AbortController();
		open.add(gone);
		session.once('close', () => {
			open.delete(gone);
			gone.abort();
		});
		session.on('error', () => undefined);
		serveSession(session, host, gone.signal, hangUp);
	});
}

function serveSession(session: Session, host: HostShell, gone: AbortSignal, hangUp: () => void): void {
	const env = new Map<string, string>();
	const screen: Screen = {isTerminal: false, columns: 0, rows: 0, resized: () => undefined};
	let interrupt = (): void => undefined;
	const start = (accept: () => ServerChannel | undefined, command: string | null): void => {
		const channel = accept();
		if (channel !== undefined) {
			interrupt = runSession(makeChannelIo(channel, gone), {host, env, screen, command, hangUp});
		}
	};
	session.on('env', (accept, _, {key, val}) => {
		if (/^(?:LANG|LC_[A-Z]+|COLORTERM)$/.test(key) && env.size < mostVariables) {
			env.set(key, val);
		}
		accept?.();
	});
	session.once('pty', (accept, _, info) => {
		screen.isTerminal = true;
		env.set('TERM', (info as PseudoTtyInfo & {term?: string}).term ?? 'dumb');
		setSize(screen, info);
		accept?.();
	});
	session.on('window-change', (accept, _, info) => {
		setSize(screen, info);
		screen.resized();
		accept?.();
	});
	session.on('signal', (accept, _, {name}) => {
		if (name === 'INT' || name === 'TERM' || name === 'HUP') {
			interrupt();
		}
		accept?.();
	});
	session.once('shell', accept => start(accept, null));
	session.once('exec', (accept, _, {command}) => start(accept, command));
	session.once('subsystem', (accept, reject, {name}) => {
		const channel = name === 'sftp' ? accept() : reject?.();
		if (channel) {
			void serveSftp(makeChannelIo(channel, gone), host.sandbox, host.user);
		}
	});
}

function setSize(screen: Screen, {cols, rows}: {cols: number; rows: number}): void {
	screen.columns = Math.min(cols, largest) || 80;
	screen.rows = Math.min(rows, largest) || 24;
}
