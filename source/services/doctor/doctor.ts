import {join} from 'node:path';
import type {Fix} from '../../core/doctor/fix.ts';
import type {Examination, Stage} from '../../core/doctor/stage.ts';
import type {HostDetails} from '../../core/hosts/host-details.ts';
import type {Directories} from '../directories.ts';
import {readHostDetails} from '../host-details/host-details.ts';
import type {KeeperStatus} from '../keeper/ask-keeper.ts';
import type {Ssh} from '../ssh/program.ts';
import type {SshConfig} from '../ssh-config/ssh-config.ts';
import {examineHost} from './examine-host.ts';
import {examineMachine} from './examine-machine.ts';
import {findFixes} from './find-fixes.ts';
import {findModeFaults} from './mode-faults.ts';
import type {OpenQuestions} from './questions.ts';

export type DoctorSurroundings = {
	readonly ssh: Ssh;
	readonly config: SshConfig;
	readonly directories: Directories;
	/** Where the user's keys and known_hosts are, `~/.ssh`. */
	readonly sshDirectory: string;
	/** Who is asked what ssh asks in one examination. */
	readonly questions: OpenQuestions;
	/** What the keeper keeps, as askKeeper gives it. */
	readonly keeper: () => Promise<KeeperStatus | null>;
};

type ExaminationFollower = {
	readonly signal: AbortSignal;
	readonly onStage: (stage: Stage) => void;
	/** Gets the name of the stage under way. */
	readonly onProgress: (stage: string) => void;
};

export type Doctor = {
	host(alias: string, follower: ExaminationFollower): Promise<Examination>;
	machine(follower: ExaminationFollower): Promise<Examination>;
	/** What can be put right after an examination. */
	fixes(examination: Examination, signal: AbortSignal): Promise<Fix[]>;
};

/** The doctor of the user's ssh. Its methods throw as examineHost and examineMachine do. */
export function openDoctor(surroundings: DoctorSurroundings): Doctor {
	const {ssh, config, directories, sshDirectory, questions, keeper} = surroundings;
	/** What is known without running a command of the config; an error has its place elsewhere. */
	const detailsOf = (alias: string, signal: AbortSignal): Promise<HostDetails | null> =>
		readHostDetails(config, directories.home, alias, {allowExec: false, signal}).catch(() => null);
	return {
		async host(alias, follower) {
			const {asking, release} = await questions(alias);
			try {
				const details = detailsOf(alias, follower.signal);
				return await examineHost(ssh, alias, {asking, ...follower, config, details});
			} finally {
				release();
			}
		},
		machine: ({onStage, signal}) =>
			examineMachine({ssh, config, directories, sshDirectory, keeper, onStage, signal}),
		async fixes({host, stages}, signal) {
			const details = host === null ? null : await detailsOf(host, signal);
			const faults = await modeFaults(details, host, signal);
			return findFixes({
				...{ssh, config, stages, details, faults, signal},
				home: directories.home,
				alias: host,
			});
		},
	};

	/** The modes that OpenSSH does not accept: of the keys and the config of a host, or of all files of the user. */
	async function modeFaults(details: HostDetails | null, host: string | null, signal: AbortSignal) {
		const isOwn = sshDirectory === join(directories.home, '.ssh');
		const places = {directory: sshDirectory, readsConfig: ssh.configFile === null, signal};
		if (host === null) {
			return findModeFaults({...places, home: isOwn ? directories.home : null});
		}
		const keys = (details?.identities ?? []).filter(({exists}) => exists).map(({path}) => path);
		const faults = await findModeFaults({...places, home: null, keys});
		return faults.filter(
			({path, isRefused}) => isRefused && (keys.includes(path) || path === join(sshDirectory, 'config')),
		);
	}
}
