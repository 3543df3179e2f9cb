import type {CatalogEntry} from './catalog-entry.ts';

/** What can be done to the forwards of their pane. */
export const forwardsCatalog = [
	{
		id: 'forwards.toggle',
		scope: 'forwards',
		keys: ['Enter'],
		title: 'Start it, or stop it',
		footer: 'start/stop',
	},
	{id: 'forwards.new', scope: 'forwards', keys: ['n'], title: 'New forward', footer: 'new'},
	{id: 'forwards.edit', scope: 'forwards', keys: ['e', 'F4'], title: 'Edit it', footer: 'edit'},
	{id: 'forwards.restart', scope: 'forwards', keys: ['r'], title: 'Restart it', footer: 'restart'},
	{
		id: 'forwards.log',
		scope: 'forwards',
		keys: ['l'],
		title: 'Log: what it went through, and what ssh said',
		footer: 'log',
	},
	{
		id: 'forwards.verify',
		scope: 'forwards',
		keys: ['v'],
		title: 'Verify: does it listen, does the far end take a connection',
		footer: 'verify',
	},
	{
		id: 'forwards.remove',
		scope: 'forwards',
		keys: ['d', 'F8', 'Delete'],
		title: 'Delete it',
		footer: 'delete',
	},
	{id: 'forwards.undo', scope: 'forwards', keys: ['u'], title: 'Undo: put back the forward deleted last'},
	{id: 'hosts.forward', scope: 'hosts', keys: ['n'], title: 'New forward to it', footer: 'forward'},
] as const satisfies readonly CatalogEntry[];
