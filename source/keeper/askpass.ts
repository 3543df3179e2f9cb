// What ssh runs as SSH_ASKPASS: takes the question to the keeper and prints the answer. Its stdin is ssh's own and its
// stderr is read as ssh's: both stay untouched.
import {connect} from 'node:net';

const [, , socketPath = '', text = ''] = process.argv;
const token = process.env['SALLYPORT_TOKEN'] ?? '';
const kind = process.env['SSH_ASKPASS_PROMPT'] ?? null;

function refuse(): void {
	process.exit(1);
}

function finish(line: string): void {
	const answer = JSON.parse(line);
	if (answer.type !== 'answer') {
		refuse();
	}
	process.stdout.write(`${answer.text}\n`, () => process.exit(0));
}

process.on('uncaughtException', refuse);
const socket = connect(socketPath);
socket.setEncoding('utf8');
let received = '';
socket.on('data', (part: string) => {
	received += part;
	if (received.endsWith('\n')) {
		finish(received);
	}
});
socket.on('close', refuse);
const question = {
	type: 'ask',
	token,
	text: text.slice(0, 16 * 1024).replaceAll('\0', ''),
	kind,
	parent: process.ppid,
};
socket.write(`${JSON.stringify(question)}\n`);
