import {Refusal} from '../core/errors.ts';
import {printable} from '../core/text/printable.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {
	actCommand,
	logsCommand,
	openCliForwards,
	readConfigured,
	readSpecification,
	startCommand,
} from './forwards.ts';
import {helpHint} from './help-hint.ts';

type Io = {
	readonly out: (text: string) => void;
	readonly err: (text: string) => void;
	readonly signal: AbortSignal;
};

/** The one word that an action is about. Throws a Refusal. */
function only(action: string, what: string, words: readonly string[]): string {
	const [word, extra] = words;
	if (word === undefined || extra !== undefined) {
		throw new Refusal(`forward ${action} takes one ${what}.`, helpHint);
	}
	return word;
}

/** `sallyport forward start|stop|restart|remove|logs …`: gives the exit code. Throws a Refusal for what makes no sense. */
export async function runForward(
	[action, ...words]: readonly string[],
	values: Readonly<Record<string, unknown>>,
	ssh: Ssh,
	io: Io,
): Promise<number> {
	const run = readRequest(action, words, values, ssh);
	const own = openCliForwards(ssh);
	try {
		return await run(own, io);
	} finally {
		own.close();
	}
}

function readRequest(
	action: string | undefined,
	words: readonly string[],
	values: Readonly<Record<string, unknown>>,
	ssh: Ssh,
): (own: ReturnType<typeof openCliForwards>, io: Io) => Promise<number> {
	if (action === 'start') {
		const host = only(action, 'host', words);
		const {label} = values;
		const given = readSpecification(values, ssh);
		const common = {
			host,
			label: typeof label === 'string' && label !== '' ? label.slice(0, 200) : null,
			isSaved: values['save'] === true,
		};
		return async (own, io) => {
			let worst = 0;
			for (const asked of given === null ? await readConfigured(ssh, host, io.signal) : [given]) {
				worst = Math.max(worst, await startCommand(own, {...common, ...asked}, io));
			}
			return worst;
		};
	}
	if (Object.keys(values).some(name => ['local', 'remote', 'dynamic', 'label', 'save'].includes(name))) {
		throw new Refusal('-L, -R, -D, --label and --save go with forward start.', helpHint);
	}
	if (action === 'stop' || action === 'restart' || action === 'remove') {
		const id = only(action, 'id', words);
		return (own, io) => actCommand(own, action, id, io);
	}
	if (action === 'logs') {
		const id = only(action, 'id', words);
		return (own, io) => logsCommand(own, id, io);
	}
	const said = action === undefined ? 'forward needs a word' : `forward knows no “${printable(action)}”`;
	throw new Refusal(`${said}: start, stop, restart, remove or logs.`, helpHint);
}
