/** The user's ssh, as every child is started: the program, the config file of `-F` (null: ssh's own choice), the environment. */
export type Ssh = {
	readonly program: string;
	readonly configFile: string | null;
	readonly env: NodeJS.ProcessEnv;
};

/** The arguments that make a child read the same config as we do. */
export function configArguments(ssh: Ssh): string[] {
	return ssh.configFile === null ? [] : ['-F', ssh.configFile];
}
