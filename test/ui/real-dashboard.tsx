import {join} from 'node:path';
import {after} from 'node:test';
import type {Services} from '../../source/commands/services.ts';
import {agentSurroundings} from '../../source/services/agent/agent-surroundings.ts';
import {readAgent} from '../../source/services/agent/read-agent.ts';
import {openDoctor} from '../../source/services/doctor/doctor.ts';
import {mendMode} from '../../source/services/doctor/mode-faults.ts';
import {openQuestions} from '../../source/services/doctor/questions.ts';
import {openHostEdits} from '../../source/services/host-edits/host-edits.ts';
import {type Connections, openConnections} from '../../source/services/keeper/connections.ts';
import {openKeyring} from '../../source/services/keys/keyring.ts';
import {listKeyFiles} from '../../source/services/keys/list-key-files.ts';
import {openHostKeys} from '../../source/services/known-hosts/host-keys.ts';
import {openSshConfig} from '../../source/services/ssh-config/ssh-config.ts';
import {openDashboard, type TestDashboard, type TestDashboardOptions} from '../helpers/dashboard.tsx';
import {tempDir} from '../helpers/temp-dir.ts';
import {type Den, openDen} from '../services/keeper/keeper-in.ts';

export type RealDashboard = TestDashboard & {
	readonly connections: Connections;
	readonly den: Den;
	/** Where `.ssh` is, too. */
	readonly home: string;
};

/** A dashboard over what the connections of a config really are: a keeper of its own, the doctor, known_hosts. */
export async function openRealDashboard(
	configFile: string,
	text: string,
	{env = {}, ...options}: Omit<TestDashboardOptions, 'config' | 'services'> = {},
): Promise<RealDashboard> {
	const den = openDen({env});
	const home = tempDir('home');
	const directories = {home, state: den.state};
	const ssh = {program: 'ssh', configFile, env: den.env};
	const config = openSshConfig({ssh, home});
	let dashboard: TestDashboard | null = null;
	const connections = openConnections({
		...{ssh, home, version: '0.1.0', linger: 300, idle: 1000},
		stateDirectory: den.state,
		answering: () => dashboard!.answering(),
		onNews: news => dashboard!.hear(news),
		onSilence: advice => dashboard!.hearKeeper(advice),
	});
	after(() => connections.close());
	const doctor = openDoctor({
		...{ssh, config, directories},
		sshDirectory: join(home, '.ssh'),
		questions: openQuestions(ssh, connections, 'Enter connects and asks.'),
		keeper: connections.status,
	});
	const services: Partial<Services> = {
		connections,
		keys: {
			agent: (socket, signal) => readAgent(socket ?? den.env['SSH_AUTH_SOCK'], {signal}),
			surroundings: () => agentSurroundings(den.env),
			files: (named, signal) => listKeyFiles(join(home, '.ssh'), {extra: named, signal}),
			...openKeyring({connections, ssh, config, directory: join(home, '.ssh')}),
		},
		hostEdits: openHostEdits({ssh, config, places: {state: den.state, now: Date.now}}),
		hostKeys: openHostKeys(config, directories),
		doctor: {...doctor, mend: mendMode},
	};
	dashboard = await openDashboard({...options, config: text, services, home});
	return {...dashboard, connections, den, home};
}
