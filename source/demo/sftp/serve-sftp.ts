import type {ServerChannel} from 'ssh2';
import type {Sandbox} from '../sandbox/sandbox.ts';
export function serveSftp(channel: ServerChannel, _sandbox: Sandbox, _user: string): void {
	channel.close();
}
