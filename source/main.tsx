import packageJson from '../package.json' with {type: 'json'};
import {type Invocation, readArguments} from './cli/arguments.ts';
import {type Ending, followEnding} from './cli/ending.ts';
import {failureForMachines} from './cli/failure-for-machines.ts';
import {jsonText} from './cli/print-json.ts';
import {usage} from './cli/usage.ts';
import {describeError, Failure, isAbort, Refusal} from './core/errors.ts';
import {printable} from './core/text/printable.ts';
import type {Demo} from './demo/demo.ts';
import type {Ssh} from './services/ssh/program.ts';
import {writeInCharset} from './services/terminal/write-in-charset.ts';

function out(text: string): void {
	process.stdout.write(text);
}

function err(text: string): void {
	process.stderr.write(text);
}

/** Why the dashboard cannot be drawn here, or null. */
function obstacle(): string | null {
	if (process.stdout.isTTY !== true || process.stdin.isTTY !== true) {
		return `sallyport: the dashboard needs a terminal. For scripts:\n\n${usage()}`;
	}
	if (process.env['TERM'] === 'dumb') {
		return 'sallyport: this terminal (TERM=dumb) cannot show a dashboard. `sallyport hosts` and `sallyport connect HOST` work here.\n';
	}
	return null;
}

async function run({command}: Invocation, ssh: Ssh, demo: Demo | null, ending: Ending): Promise<number> {
	const {signal} = ending;
	switch (command.name) {
		case 'help':
			out(usage(command.subcommand));
			return 0;
		case 'version':
			out(`sallyport ${packageJson.version}\n`);
			return 0;
		case 'subcommand': {
			const hasTerminal = process.stdin.isTTY === true;
			const context = {
				ssh,
				sshDirectory: demo?.keyDirectory,
				demoDirectory: demo?.directory,
				hasTerminal,
				signal,
				out,
				err,
			};
			return command.subcommand.run(command.args, context);
		}
		case 'dashboard': {
			const {runDashboard} = await import('./dashboard.tsx');
			signal.throwIfAborted();
			// It has listeners of its own.
			ending.stop();
			return runDashboard({ssh, demo, filter: command.filter});
		}
	}
}

/** Whether a command was to print JSON. */
function wantsJson(invocation: Invocation | null): boolean {
	return invocation?.command.name === 'subcommand' && invocation.command.args.values['json'] === true;
}

/** Runs the program with the arguments behind its name; gives its exit code: 0 ok, 1 failed, 2 usage, else ssh's own. */
export async function main(args: readonly string[]): Promise<number> {
	let demo: Demo | null = null;
	let invocation: Invocation | null = null;
	const ending = followEnding();
	for (const stream of [process.stdout, process.stderr]) {
		writeInCharset(stream, process.env);
	}
	const disposeAtExit = (): void => demo?.disposeSync();
	process.on('exit', disposeAtExit);
	try {
		invocation = readArguments(args);
		const reason = invocation.command.name === 'dashboard' ? obstacle() : null;
		if (reason !== null) {
			err(reason);
			return 2;
		}
		const isAnswer = invocation.command.name === 'help' || invocation.command.name === 'version';
		if (invocation.isDemo && !isAnswer) {
			const {startDemo} = await import('./demo/demo.ts');
			demo = await startDemo();
			ending.signal.throwIfAborted();
		}
		const ssh: Ssh = {
			program: 'ssh',
			configFile: demo?.configFile ?? invocation.configFile,
			env: demo?.env ?? process.env,
		};
		return await run(invocation, ssh, demo, ending);
	} catch (error) {
		if (error instanceof Refusal || error instanceof Failure) {
			if (wantsJson(invocation)) {
				out(jsonText(failureForMachines(error)));
			}
			err(`sallyport: ${printable(describeError(error))}\n`);
			return error instanceof Refusal ? 2 : 1;
		}
		if (isAbort(error)) {
			return ending.code();
		}
		throw error;
	} finally {
		await demo?.dispose();
		process.off('exit', disposeAtExit);
	}
}
