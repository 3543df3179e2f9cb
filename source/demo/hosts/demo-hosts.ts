import type {DemoHost} from './demo-host.ts';
import * as trees from './trees.ts';

const usual = {
	user: 'deploy',
	tags: [],
	reach: 'listening',
	login: 'keys',
	known: 'right',
	tree: {},
	settings: [],
} as const satisfies Partial<DemoHost>;

/** The demo hosts. `ports` are free ports on loopback for the forwards that one of them asks for. */
export function demoHosts(ports: {readonly local: number; readonly dynamic: number}): readonly DemoHost[] {
	return [
		{
			...usual,
			names: ['web-1', 'www'],
			tags: ['prod', 'web'],
			about: 'A web server. Its page is on port 80, for those who come through ssh.',
			greeting: 'Try: ls -l, cat /etc/motd, tail /var/log/web/access.log',
			tree: trees.web,
		},
		{
			...usual,
			names: ['files'],
			user: 'alex',
			tags: ['files'],
			about: 'A file server: folders, links, long, wide and odd names, a big file.',
			greeting: 'Try: ls -la, cd projects, or sftp.',
			tree: trees.files,
		},
		{
			...usual,
			names: ['bastion'],
			user: 'jump',
			tags: ['prod', 'edge'],
			about: 'The way in to what is behind it.',
			reach: 'bastion',
			greeting: 'Behind this host: db-1.',
		},
		{
			...usual,
			names: ['db-1'],
			user: 'postgres',
			tags: ['prod', 'db'],
			about: 'Reachable through the bastion only: it listens nowhere.',
			reach: 'behind the bastion',
			greeting: 'You came through the bastion.',
			tree: trees.database,
			settings: ['ProxyJump bastion'],
		},
		{
			...usual,
			names: ['vault'],
			user: 'alex',
			tags: ['eu'],
			about: 'Asks for a password.',
			login: 'password',
			greeting: 'The password was right.',
		},
		{
			...usual,
			names: ['archive'],
			user: 'backup',
			tags: ['eu', 'files', 'read-only'],
			about: 'Wants the key that is under a passphrase. Its files are looked at only.',
			login: 'locked key',
			greeting: 'The key was right.',
			tree: trees.archive,
		},
		{
			...usual,
			names: ['tunnel'],
			user: 'alex',
			tags: ['lab'],
			about: 'While you are logged in, these two lead into the demo: a web page and a SOCKS proxy.',
			greeting: `The demo web page: http://127.0.0.1:${ports.local}/`,
			settings: [
				`LocalForward 127.0.0.1:${ports.local} web-1.demo:80`,
				`DynamicForward 127.0.0.1:${ports.dynamic}`,
			],
		},
		{
			...usual,
			names: ['newcomer'],
			user: 'alex',
			tags: ['lab'],
			about: 'Not known yet: ssh asks whether its key is right.',
			known: 'missing',
			greeting: 'Now this host is known.',
		},
		{
			...usual,
			names: ['rebuilt'],
			tags: ['prod', 'web'],
			about: 'Its host key has changed: ssh refuses.',
			known: 'another key',
			greeting: 'Freshly installed.',
		},
		{
			...usual,
			names: ['sleepy'],
			tags: ['lab'],
			about: 'Takes the connection and never says a word.',
			reach: 'silent',
			greeting: '',
			settings: ['ConnectTimeout 5'],
		},
	];
}
