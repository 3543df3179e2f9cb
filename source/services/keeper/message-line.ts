import type {Socket} from 'node:net';
import {longestMessage} from '../../core/keeper/shape.ts';

/**
 * Calls back with each line that arrives, in order. A line of more than 1 Mi characters ends the connection.
 * Splitting costs time only once a line is complete.
 */
export function onLines(socket: Socket, listener: (line: string) => void): void {
	let parts: string[] = [];
	let size = 0;
	socket.setEncoding('utf8');
	socket.on('data', (text: string) => {
		const pieces = text.split('\n');
		for (const [index, piece] of pieces.entries()) {
			parts.push(piece);
			size += piece.length;
			if (size > longestMessage) {
				socket.destroy();
				return;
			}
			if (index < pieces.length - 1) {
				const line = parts.join('');
				parts = [];
				size = 0;
				listener(line);
			}
		}
	});
}

/** Sends a message as one line of JSON; nothing happens when the other side has gone. */
export function sendLine(socket: Socket, message: {readonly type: string}): void {
	if (socket.writable) {
		socket.write(`${JSON.stringify(message)}\n`);
	}
}
