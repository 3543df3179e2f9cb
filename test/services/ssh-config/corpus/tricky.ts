/** A config that is easy to misread. `@` stands for the directory of the files, which is also `$HOME`. */
export type TrickyConfig = {
	readonly name: string;
	/** The aliases to ask for. */
	readonly hosts: readonly string[];
	readonly config: string;
	/** Further files by path below the directory. */
	readonly files?: Readonly<Record<string, string>>;
};

/** One case; its lines are joined, the aliases separated by spaces. */
export function tricky(
	name: string,
	hosts: string,
	config: string | readonly string[],
	files?: Readonly<Record<string, string>>,
): TrickyConfig {
	const text = typeof config === 'string' ? config : `${config.join('\n')}\n`;
	return {name, hosts: hosts.split(' '), config: text, ...(files ? {files} : {})};
}

/** A variable as ssh writes it. */
export function variable(name: string): string {
	return `\${${name}}`;
}
