/** Where a key has its meaning. Scopes stack: the top one that claims the key wins. */
export const scopes = {
	hosts: 'Hosts',
	details: 'Details',
	moves: 'Any list',
	list: 'Any list',
	dashboard: 'Dashboard',
	everywhere: 'Everywhere',
	filter: 'Filter',
	field: 'Text fields',
	palette: 'Command palette',
	picker: 'Pickers',
	dialog: 'Dialogs',
	confirm: 'Questions',
} as const;
export type Scope = keyof typeof scopes;

export type CatalogEntry = {
	readonly id: string;
	readonly scope: Scope;
	/** Chords as chords.ts names them; F-keys have a letter twin. Empty: from the palette alone. */
	readonly keys: readonly string[];
	readonly title: string;
	/** The word for it in the footer, where it belongs there. */
	readonly footer?: string;
	/** The question that is asked before it runs. */
	readonly danger?: string;
	/** Not offered in the palette: it makes sense only as a key. */
	readonly isKeyOnly?: true;
};

/** Every action of the program: dispatch, footer, help, palette, the readme's tables and the tests all read this. */
export const catalog = [
	{id: 'hosts.connect', scope: 'hosts', keys: ['Enter'], title: 'Connect', footer: 'connect'},
	{
		id: 'hosts.open-window',
		scope: 'hosts',
		keys: ['o'],
		title: 'Connect in a new tmux window',
		footer: 'new window',
	},
	{id: 'hosts.pin', scope: 'hosts', keys: ['*'], title: 'Pin to the top, or unpin', footer: 'pin'},
	{id: 'hosts.probe', scope: 'hosts', keys: ['p'], title: 'Probe: one TCP connection to its first hop'},

	{
		id: 'details.allow-exec',
		scope: 'details',
		keys: ['Enter'],
		title: 'Ask ssh for the options although that may run a Match exec command',
		danger: 'Asking ssh runs the command of a `Match exec` line of your config. Run it?',
	},

	{id: 'list.filter', scope: 'list', keys: ['/'], title: 'Filter the hosts', footer: 'filter'},
	{id: 'list.sort', scope: 'list', keys: ['s'], title: 'Sort', footer: 'sort'},
	{id: 'list.sort-reverse', scope: 'list', keys: ['S'], title: 'Reverse the order'},
	{id: 'list.refresh', scope: 'list', keys: ['R'], title: 'Read everything anew'},
	{
		id: 'list.copy',
		scope: 'list',
		keys: ['y'],
		title: 'Copy the row: command, address, fingerprint or path',
		footer: 'copy',
	},

	{id: 'list.up', scope: 'moves', keys: ['Up', 'k'], title: 'Up', isKeyOnly: true},
	{id: 'list.down', scope: 'moves', keys: ['Down', 'j'], title: 'Down', isKeyOnly: true},
	{id: 'list.page-up', scope: 'moves', keys: ['PageUp'], title: 'A page up', isKeyOnly: true},
	{id: 'list.page-down', scope: 'moves', keys: ['PageDown'], title: 'A page down', isKeyOnly: true},
	{id: 'list.half-page-up', scope: 'moves', keys: ['Ctrl+U'], title: 'Half a page up', isKeyOnly: true},
	{id: 'list.half-page-down', scope: 'moves', keys: ['Ctrl+D'], title: 'Half a page down', isKeyOnly: true},
	{id: 'list.start', scope: 'moves', keys: ['Home'], title: 'To the start', isKeyOnly: true},
	{id: 'list.end', scope: 'moves', keys: ['End', 'G'], title: 'To the end', isKeyOnly: true},

	{id: 'app.help', scope: 'dashboard', keys: ['?', 'F1'], title: 'Help', footer: 'help'},
	{
		id: 'app.palette',
		scope: 'dashboard',
		keys: [':'],
		title: 'Command palette',
		footer: 'commands',
		isKeyOnly: true,
	},
	{id: 'app.messages', scope: 'dashboard', keys: ['!'], title: 'Messages, and what is wrong in the config'},
	{id: 'app.next-pane', scope: 'dashboard', keys: ['Tab'], title: 'Next pane', footer: 'pane'},
	{id: 'app.previous-pane', scope: 'dashboard', keys: ['Shift+Tab'], title: 'Previous pane'},
	{id: 'app.pane-hosts', scope: 'dashboard', keys: ['1'], title: 'Go to Hosts'},
	{id: 'app.pane-details', scope: 'dashboard', keys: ['2'], title: 'Go to Details'},
	{id: 'app.pane-keys', scope: 'dashboard', keys: ['3'], title: 'Go to Keys & agent'},
	{id: 'app.pane-forwards', scope: 'dashboard', keys: ['4'], title: 'Go to Forwards'},
	{
		id: 'app.back',
		scope: 'dashboard',
		keys: ['Esc'],
		title: 'Clear the filter or the message, go back to Hosts',
		isKeyOnly: true,
	},
	{id: 'app.quit', scope: 'dashboard', keys: ['q', 'F10'], title: 'Quit', footer: 'quit'},

	{
		id: 'filter.connect',
		scope: 'filter',
		keys: ['Enter'],
		title: 'Connect to the chosen host, or to what is typed',
		footer: 'connect',
		isKeyOnly: true,
	},
	{
		id: 'filter.clear',
		scope: 'filter',
		keys: ['Esc'],
		title: 'Clear the filter',
		footer: 'clear',
		isKeyOnly: true,
	},
	{
		id: 'filter.to-list',
		scope: 'filter',
		keys: ['Tab'],
		title: 'Keep the filter, go to the list',
		footer: 'to the list',
		isKeyOnly: true,
	},
	{id: 'filter.up', scope: 'filter', keys: ['Up'], title: 'Up', isKeyOnly: true},
	{id: 'filter.down', scope: 'filter', keys: ['Down'], title: 'Down', isKeyOnly: true},
	{id: 'filter.page-up', scope: 'filter', keys: ['PageUp'], title: 'A page up', isKeyOnly: true},
	{id: 'filter.page-down', scope: 'filter', keys: ['PageDown'], title: 'A page down', isKeyOnly: true},

	{
		id: 'field.delete-before',
		scope: 'field',
		keys: ['Backspace'],
		title: 'Delete before the cursor',
		isKeyOnly: true,
	},
	{
		id: 'field.delete-after',
		scope: 'field',
		keys: ['Delete', 'Ctrl+D'],
		title: 'Delete after the cursor',
		isKeyOnly: true,
	},
	{
		id: 'field.delete-word',
		scope: 'field',
		keys: ['Ctrl+W'],
		title: 'Delete the word before the cursor',
		isKeyOnly: true,
	},
	{
		id: 'field.delete-to-start',
		scope: 'field',
		keys: ['Ctrl+U'],
		title: 'Delete to the start',
		isKeyOnly: true,
	},
	{id: 'field.delete-to-end', scope: 'field', keys: ['Ctrl+K'], title: 'Delete to the end', isKeyOnly: true},
	{id: 'field.left', scope: 'field', keys: ['Left', 'Ctrl+B'], title: 'Left', isKeyOnly: true},
	{id: 'field.right', scope: 'field', keys: ['Right', 'Ctrl+F'], title: 'Right', isKeyOnly: true},
	{id: 'field.start', scope: 'field', keys: ['Home', 'Ctrl+A'], title: 'To the start', isKeyOnly: true},
	{id: 'field.end', scope: 'field', keys: ['End', 'Ctrl+E'], title: 'To the end', isKeyOnly: true},

	{
		id: 'palette.run',
		scope: 'palette',
		keys: ['Enter'],
		title: 'Run the chosen command',
		footer: 'run',
		isKeyOnly: true,
	},
	{id: 'palette.up', scope: 'palette', keys: ['Up'], title: 'Up', isKeyOnly: true},
	{id: 'palette.down', scope: 'palette', keys: ['Down'], title: 'Down', isKeyOnly: true},
	{id: 'palette.close', scope: 'palette', keys: ['Esc'], title: 'Close', footer: 'close', isKeyOnly: true},

	{
		id: 'dialog.close',
		scope: 'dialog',
		keys: ['Esc', 'q', 'Enter'],
		title: 'Close',
		footer: 'close',
		isKeyOnly: true,
	},
	{id: 'confirm.yes', scope: 'confirm', keys: ['y'], title: 'Yes', footer: 'yes', isKeyOnly: true},
	{
		id: 'confirm.no',
		scope: 'confirm',
		keys: ['n', 'Esc', 'Enter'],
		title: 'No',
		footer: 'no',
		isKeyOnly: true,
	},
	{id: 'picker.close', scope: 'picker', keys: ['Esc', 'q'], title: 'Close', footer: 'close', isKeyOnly: true},

	{
		id: 'app.cancel',
		scope: 'everywhere',
		keys: ['Ctrl+C'],
		title: 'Cancel what is under way, else ask to quit',
		isKeyOnly: true,
	},
	{id: 'app.suspend', scope: 'everywhere', keys: ['Ctrl+Z'], title: 'Suspend'},
	{id: 'app.redraw', scope: 'everywhere', keys: ['Ctrl+L'], title: 'Draw the screen anew'},
] as const satisfies readonly CatalogEntry[];

export type CommandId = (typeof catalog)[number]['id'];
