import {join} from 'node:path';
import type {Fix} from '../core/doctor/fix.ts';
import type {Examination, Stage} from '../core/doctor/stage.ts';
import {cells, fit, wrap} from '../core/text/fit.ts';
import {printable} from '../core/text/printable.ts';
import {findDirectories} from '../services/directories.ts';
import {openDoctor} from '../services/doctor/doctor.ts';
import type {Asking} from '../services/doctor/examine-host.ts';
import type {Ssh} from '../services/ssh/program.ts';
import {openSshConfig} from '../services/ssh-config/ssh-config.ts';
import {openCliConnections} from './connections.ts';
import {jsonText} from './print-json.ts';

type Write = (text: string) => void;

export type DoctorOptions = {
	readonly json: boolean;
	/** Whether ssh can ask its user on a terminal of ours. */
	readonly hasTerminal: boolean;
	readonly signal?: AbortSignal | undefined;
	/** Where the keys and known_hosts are; by default `~/.ssh`. */
	readonly sshDirectory?: string | undefined;
};

const statusWidth = 9;
const nameWidth = 20;
const lineWidth = 100;
const mostRaw = 12;

/**
 * `sallyport doctor [HOST] [--json]`: one connection to a host told stage by stage, or without a host what ssh needs on
 * this machine. On a terminal ssh itself asks for what it needs. Stages are printed as they are over, JSON at the end.
 * Gives the exit code: 0, or 1 where something failed or the end was not reached. Throws as examineHost does.
 */
export async function doctorCommand(
	ssh: Ssh,
	host: string | null,
	options: DoctorOptions,
	out: Write,
): Promise<number> {
	const {json, hasTerminal, signal = new AbortController().signal} = options;
	const asking: Asking = hasTerminal
		? {kind: 'terminal'}
		: {kind: 'nobody', how: 'Run this on a terminal, where ssh can ask.'};
	const directories = findDirectories(ssh.env);
	const sshDirectory = options.sshDirectory ?? join(directories.home, '.ssh');
	const doctor = openDoctor({
		...{ssh, directories, sshDirectory},
		config: openSshConfig({ssh}),
		questions: async () => ({asking, release() {}}),
		keeper: () => openCliConnections(ssh).status(),
	});
	const follower = {
		signal,
		onStage: (stage: Stage) => (json ? undefined : out(stageText(stage))),
		onProgress: () => {},
	};
	const examination = await (host === null ? doctor.machine(follower) : doctor.host(host, follower));
	if (json) {
		out(jsonText(forMachines(examination)));
	} else if (host !== null) {
		const fixes = await doctor.fixes(examination, signal);
		out(fixes.map(fixText).join(''));
	}
	return examination.ok ? 0 : 1;
}

function forMachines({host, ok, stages}: Examination): object {
	const inOrder = ({stage, status, ms, cause, advice, raw}: Stage) => ({
		stage,
		status,
		ms,
		cause,
		advice,
		raw,
	});
	return {host, ok, stages: stages.map(inOrder)};
}

/** What has to change in the config, as lines for people; the rest is said by the stages. */
function fixText(fix: Fix): string {
	if (fix.kind !== 'config') {
		return '';
	}
	const {alias, file, line, lines, why} = fix;
	const place = `Below the line of ${printable(alias)} in ${printable(file)}:${line} add:`;
	return ['', place, ...lines.map(each => `    ${printable(each)}`), why, ''].join('\n');
}

/** A stage as lines for people, ending in a newline. */
function stageText({stage, status, ms, cause, advice, raw}: Stage): string {
	const isNotable = status === 'failed' || status === 'warning';
	const note = ms !== null ? `${ms} ms`.padStart(9) : isNotable ? '' : (raw[0] ?? '');
	const name = printable(stage);
	const head =
		`${fit(status, statusWidth)}${fit(name, Math.max(nameWidth, cells(name) + 1))}${note}`.trimEnd();
	const indent = ' '.repeat(statusWidth);
	const below = [
		...[cause, advice].filter(text => text !== null).flatMap(text => wrap(text, lineWidth)),
		...(isNotable ? raw.slice(0, mostRaw).map(line => `| ${line}`) : []),
	];
	return [head, ...below.map(line => indent + line), ''].join('\n');
}
