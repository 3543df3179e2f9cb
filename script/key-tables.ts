// Writes the table of keys into readme.md from the command table; with --check only says whether it is up to date.
import {readFileSync, writeFileSync} from 'node:fs';
import {type CatalogEntry, scopes} from '../source/commands/catalog-entry.ts';
import {commandsUnder, keyLabel} from '../source/commands/key-table.ts';

const begin = '<!-- keys: written by script/key-tables.ts -->';
const end = '<!-- end of keys -->';
function table(): string {
	const rows = [...new Set(Object.values(scopes))].flatMap(title =>
		commandsUnder(title).map((entry, index) => cellsOf(index === 0 ? `**${title}**` : '', entry)),
	);
	const lines = [['where', 'keys', 'what they do'], ...rows];
	const widths = [0, 1, 2].map(column => Math.max(...lines.map(line => line[column]?.length ?? 0)));
	const rule = widths.map(width => '-'.repeat(width));
	// Padded, to be read as plain text too.
	const padded = [lines[0] ?? [], rule, ...rows].map(line =>
		line.map((cell, i) => cell.padEnd(widths[i] ?? 0)),
	);
	return padded.map(line => `| ${line.join(' | ')} |`).join('\n');
}

function cellsOf(where: string, {keys, title}: CatalogEntry): string[] {
	const shown = keys.map(key => `\`${keyLabel(key).replace('|', '\\|')}\``);
	return [where, shown.join(' '), title.replaceAll('|', '\\|')];
}

const readme = readFileSync('readme.md', 'utf8');
const from = readme.indexOf(begin);
const to = readme.indexOf(end);
if (from === -1 || to < from) {
	console.error(`readme.md has no place for the keys: a line "${begin}" and, below it, a line "${end}".`);
	process.exit(1);
}
const current = `${readme.slice(0, from + begin.length)}\n\n${table()}\n\n${readme.slice(to)}`;
if (current === readme) {
	console.log('The keys in readme.md are up to date.');
} else if (process.argv.includes('--check')) {
	console.error('The keys in readme.md are not those of the command table. This writes them: npm run fix');
	process.exit(1);
} else {
	writeFileSync('readme.md', current);
	console.log('The keys in readme.md have been written.');
}
