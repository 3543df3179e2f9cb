/** A file tree: absolute path → text, a symbolic link, a big file of zeros, or an empty directory (a path with a final `/`). */
export type Tree = {readonly [path: string]: string | {readonly link: string} | {readonly size: number}};

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

export const web: Tree = {
	'/srv/www/index.html': '<!doctype html>\n<title>Demo</title>\n<h1>It works</h1>\n',
	'/srv/www/style.css': 'body {font: 1rem/1.5 sans-serif; margin: 4rem}\n',
	'/srv/www/current': {link: '/srv/www'},
	'/var/log/web/access.log': accessLog(200),
	'/var/log/web/error.log': '',
	'/etc/web/web.conf': 'listen 80\nroot /srv/www\n',
	'~/deploy.log': 'release 41: ok\nrelease 42: ok\n',
};

export const files: Tree = {
	'~/readme.txt': 'Copy things in and out as you like: nothing here is kept.\n',
	'~/projects/garden/plan.md': '# Garden\n\n- beans\n- peas\n- a bench\n',
	'~/projects/garden/beds.csv': 'bed,plant,row\n1,beans,4\n2,peas,3\n',
	'~/projects/boat/log.txt': 'wind 4, sea calm\n',
	'~/projects/latest': {link: 'garden'},
	'~/music/': '',
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
