import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {after} from 'node:test';
import {openConnections} from '../../../source/services/keeper/connections.ts';
import {type Keyring, openKeyring} from '../../../source/services/keys/keyring.ts';
import {openSshConfig} from '../../../source/services/ssh-config/ssh-config.ts';
import {tempDir} from '../../helpers/temp-dir.ts';
import {type Den, openDen} from '../keeper/keeper-in.ts';

export type TestKeyring = {
	readonly keyring: Keyring;
	/** Where `.ssh` is. */
	readonly home: string;
	readonly den: Den;
	/** The questions that were asked, in their own words. */
	readonly asked: string[];
	/** The path of a file in `.ssh`. */
	at(name: string): string;
};

export type TestKeyringOptions = {
	readonly configFile?: string;
	readonly env?: NodeJS.ProcessEnv;
	/** What is answered, one after the other; null and what is missing refuses. */
	readonly answers?: readonly (string | null)[];
	/** Called when something is asked, before it is answered. */
	readonly onAsked?: () => void;
};

/** A keyring with a keeper of its own, over a home directory of its own. */
export function openTestKeyring(options: TestKeyringOptions = {}): TestKeyring {
	const {configFile = 'none', env = {}, answers = [], onAsked = () => {}} = options;
	const den = openDen({env});
	const home = tempDir('home');
	const directory = join(home, '.ssh');
	mkdirSync(directory, {mode: 0o700});
	const ssh = {program: 'ssh', configFile, env: den.env};
	const left = [...answers];
	const asked: string[] = [];
	const connections = openConnections({
		...{ssh, home, version: '0.1.0', linger: 300, idle: 1000},
		stateDirectory: den.state,
		answering: () => async prompt => {
			asked.push(prompt.text.trim());
			onAsked();
			return left.shift() ?? null;
		},
	});
	after(() => connections.close());
	const keyring = openKeyring({connections, ssh, config: openSshConfig({ssh, home}), directory});
	return {keyring, home, den, asked, at: name => join(directory, name)};
}
