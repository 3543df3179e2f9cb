import {readdirSync, readFileSync} from 'node:fs';

/** The names, versions and licence texts of the packages that the bundled files (paths from the root) come from. */
export function licensesOf(files: readonly string[]): string {
	const found = files.flatMap(file => /.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
	// Yoga's files are bundled under a name of their own.
	const packages = [...new Set([...found, 'node_modules/yoga-layout'])].sort();
	return packages.map(describe).join('\n\n');
}

function describe(directory: string): string {
	const {name, version, license} = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'));
	const texts = readdirSync(directory).filter(file => /^(licen[cs]e|copying|notice)/i.test(file));
	const heading = `${name} ${version} (${license})`;
	return [
		heading,
		'='.repeat(heading.length),
		...texts.map(file => readFileSync(`${directory}/${file}`, 'utf8').trim()),
	].join('\n');
}
