import {setTimeout} from 'node:timers/promises';
import {type Command, CommandError} from '../shell.ts';

const longestSequence = 1_000_000;

function duration(milliseconds: number): string {
	const minutes = Math.floor(milliseconds / 60_000);
	const clock = `${Math.floor(minutes / 60) % 24}:${String(minutes % 60).padStart(2, '0')}`;
	const days = Math.floor(minutes / 1440);
	return days > 0 ? `${days} day${days > 1 ? 's' : ''}, ${clock}` : clock;
}

export const machineCommands = {
	uname: {
		usage: 'uname [-a]',
		about: 'say what system this is',
		async run(args, io, shell) {
			await io.write(args.includes('-a') ? `Demo ${shell.host.name} 1.0 sandbox\n` : 'Demo\n');
			return 0;
		},
	},
	whoami: {
		usage: 'whoami',
		about: 'say who you are',
		async run(_, io, shell) {
			await io.write(`${shell.host.user}\n`);
			return 0;
		},
	},
	hostname: {
		usage: 'hostname',
		about: 'say which host this is',
		async run(_, io, shell) {
			await io.write(`${shell.host.name}\n`);
			return 0;
		},
	},
	date: {
		usage: 'date',
		about: 'say what time it is',
		async run(_, io) {
			await io.write(`${new Date().toUTCString()}\n`);
			return 0;
		},
	},
	uptime: {
		usage: 'uptime',
		about: 'say how long this host has been up',
		async run(_, io, shell) {
			const now = new Date();
			const time = now.toISOString().slice(11, 19);
			await io.write(` ${time} up ${duration(now.getTime() - shell.host.since)}, 1 user\n`);
			return 0;
		},
	},
	env: {
		usage: 'env',
		about: 'list the environment',
		async run(_, io, shell) {
			await io.write([...shell.env].map(([name, value]) => `${name}=${value}\n`).join(''));
			return 0;
		},
	},
	seq: {
		usage: 'seq [first] last',
		about: 'count',
		async run(args, io) {
			const [first, last] = args.length > 1 ? args.map(Number) : [1, Number(args[0])];
			if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) {
				throw new CommandError('from which number to which?', 2);
			}
			if (last! - first! > longestSequence) {
				throw new CommandError('that is far to count');
			}
			for (let from = first!; from <= last!; from += 1000) {
				io.signal.throwIfAborted();
				const length = Math.min(1000, last! - from + 1);
				await io.write(Array.from({length}, (_, index) => `${from + index}\n`).join(''));
			}
			return 0;
		},
	},
	sleep: {
		usage: 'sleep seconds',
		about: 'wait (Ctrl+C ends it)',
		async run([seconds = ''], io) {
			if (!/^\d{1,6}(?:\.\d+)?$/.test(seconds)) {
				throw new CommandError('for how many seconds?', 2);
			}
			await setTimeout(Number(seconds) * 1000, undefined, {signal: io.signal});
			return 0;
		},
	},
	true: {usage: 'true', about: 'succeed', run: () => 0},
	false: {usage: 'false', about: 'fail', run: () => 1},
} satisfies Record<string, Command>;
