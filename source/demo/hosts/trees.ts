/** A file with more to it than its text, or a big one of zeros. */
type TreeFile = {
	readonly text?: string;
	readonly size?: number;
	readonly mode?: number;
	readonly daysOld?: number;
};

/** A file tree: absolute path → text, a file, a symbolic link, or an empty directory (a path with a final `/`). */
export type Tree = {readonly [path: string]: string | {readonly link: string} | TreeFile};

const mebi = 1024 * 1024;

function accessLog(lines: number): string {
	const pages = ['/', '/index.html', '/style.css', '/about', '/missing', '/feed.xml'];
	const rows = Array.from({length: lines}, (_, n) => {
		const time = new Date(Date.UTC(2026, 0, 1, 6, 0, n * 7)).toISOString();
		const page = pages[(n * 7) % pages.length]!;
		return `192.0.2.${(n * 13) % 250} ${time} "GET ${page}" ${page === '/missing' ? 404 : 200} ${500 + ((n * 97) % 4000)}`;
	});
	return `${rows.join('\n')}\n`;
}

/** Names with a number in them, each with something. */
function numbered(
	count: number,
	path: (number: number) => string,
	what: (number: number) => string | TreeFile,
): Tree {
	return Object.fromEntries(Array.from({length: count}, (_, n) => [path(n + 1), what(n + 1)]));
}

const songs = ['Low water', 'Two sheds', 'Frost on the nets', 'The long hedge', 'Äpfel und Birnen', '雨の庭'];

export const web: Tree = {
	'/srv/www/index.html': '<!doctype html>\n<title>Demo</title>\n<h1>It works</h1>\n',
	'/srv/www/style.css': 'body {font: 1rem/1.5 sans-serif; margin: 4rem}\n',
	'/srv/www/current': {link: '/srv/www'},
	'/srv/www/favicon.ico': {size: 4286, daysOld: 400},
	'/srv/www/img/header.webp': {size: 184_320, daysOld: 90},
	'/srv/www/img/logo.svg': {text: '<svg xmlns="http://www.w3.org/2000/svg"/>\n', daysOld: 800},
	...numbered(
		3,
		n => `/srv/releases/${40 + n}/index.html`,
		n => ({text: `<!doctype html>\n<title>Release ${40 + n}</title>\n`, daysOld: 21 - n * 7}),
	),
	'/srv/releases/current': {link: '43'},
	'/var/log/web/access.log': accessLog(20_000),
	...numbered(
		9,
		n => `/var/log/web/access.log.${n}.gz`,
		n => ({size: 300_000 + n * 7919, daysOld: n}),
	),
	'/var/log/web/error.log': '',
	'/etc/web/web.conf': {text: 'listen 80\nroot /srv/www\n', mode: 0o640, daysOld: 200},
	'~/deploy.log': 'release 41: ok\nrelease 42: ok\n',
	'~/deploy.sh':
		'#!/bin/sh\nset -e\nln -sfn "$1" /srv/releases/current\necho "release $1: ok" >> ~/deploy.log\n',
	'~/releases': {link: '/srv/releases'},
	'~/www': {link: '/srv/www'},
};

export const files: Tree = {
	'~/readme.txt':
		'Copy things in and out as you like: nothing here is kept.\n\nTab goes to the other side, Space marks, c copies, v looks into a file, ? tells the rest.\nOdd names live in /srv/odd: Ctrl+G goes there.\n',
	'~/projects/garden/plan.md': '# Garden\n\n- beans\n- peas\n- a bench\n',
	'~/projects/garden/beds.csv': 'bed,plant,row\n1,beans,4\n2,peas,3\n',
	'~/projects/boat/log.txt': 'wind 4, sea calm\n',
	'~/projects/boat/sails/main.svg': {text: '<svg xmlns="http://www.w3.org/2000/svg"/>\n', daysOld: 300},
	'~/projects/boat/private.key': {text: 'Not one that opens anything.\n', mode: 0o600, daysOld: 300},
	'~/projects/latest': {link: 'garden'},
	...numbered(
		songs.length,
		n => `~/music/Harbour Lights/${String(n).padStart(2, '0')} ${songs[n - 1]}.ogg`,
		n => ({size: 2_900_000 + n * 123_457, daysOld: 1200}),
	),
	'~/music/Harbour Lights/cover.jpg': {size: 88_064, daysOld: 1200},
	...numbered(
		500,
		n => `~/measurements/2026/sensor-${n}.csv`,
		n => ({text: `time,value\n2026-01-01,${(n * 37) % 100}\n`, daysOld: n % 60}),
	),
	'~/pictures/2025/summer.jpg': {size: 3 * mebi},
	'~/pictures/2025/winter.jpg': {size: 2 * mebi},
	'~/pictures/2026/': '',
	'~/big.iso': {size: 256 * mebi},
	'~/.hidden': 'Shown by ls -a.\n',
	'/srv/share/notes/monday.txt': 'Nothing to note.\n',
	'/srv/share/notes/tuesday.txt': 'See monday.txt.\n',
	'/srv/odd/日本語.txt': '名前\n',
	'/srv/odd/emoji 👩‍🚀.txt': 'One name, one cell too many?\n',
	'/srv/odd/two  spaces.txt': 'Quote me.\n',
	'/srv/odd/-rf': 'A name that looks like an option.\n',
	'/srv/odd/\u001b[31mred\u001b[0m.txt': 'A name with terminal codes in it.\n',
	'/srv/odd/‮txt.exe': 'A name that reads backwards.\n',
	[`/srv/odd/${'long-'.repeat(48)}name`]: '245 characters.\n',
	'/srv/odd/broken-link': {link: '/nowhere'},
	'/srv/odd/loop': {link: 'loop'},
	'/srv/odd/way-out': {link: '../../../../../../etc/hostname'},
};

export const database: Tree = {
	'/var/lib/postgresql/VERSION': '17\n',
	'/var/log/postgresql.log': 'LOG:  database system is ready to accept connections\n',
	'~/backup.sh': '#!/bin/sh\npg_dump demo > demo.sql\n',
	'~/demo.sql': 'CREATE TABLE plants (name text);\n',
};

export const archive: Tree = {
	'/backup/2025/full.tar': {size: 16 * mebi},
	'/backup/2026/full.tar': {size: 16 * mebi},
	'/backup/latest': {link: '2026'},
	'~/restore.txt': 'Copy /backup/latest/full.tar, then unpack it.\n',
};
