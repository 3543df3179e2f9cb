/** Where a key has its meaning. Scopes stack: the top one that claims the key wins. */
export const scopes = {
	hosts: 'Hosts',
	details: 'Details',
	keys: 'Keys & agent',
	files: 'Files',
	forwards: 'Forwards',
	moves: 'Any list',
	list: 'Any list',
	dashboard: 'Dashboard',
	screen: 'Every screen',
	everywhere: 'Everywhere',
	filter: 'Filter',
	'files-filter': 'Filter of files',
	transfers: 'Transfers',
	busy: 'Dialogs',
	viewer: 'View',
	'viewer-search': 'View',
	field: 'Text fields',
	palette: 'Command palette',
	picker: 'Pickers',
	dialog: 'Dialogs',
	confirm: 'Questions',
	approve: 'Questions',
	'approve-name': 'Questions',
	choose: 'Lists to choose from',
	form: 'Forms',
	'form-option': 'Forms',
	doctor: 'Doctor',
	key: 'Details of a key',
	prompt: 'What ssh asks',
	touch: 'What ssh asks',
	'changed-key': 'Refused host key',
	'replace-key': 'Refused host key',
	scroll: 'Dialogs',
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
	/** Has its place at the end of the footer, however little room there is. */
	readonly isLast?: true;
	/** The question that is asked before it runs. */
	readonly danger?: string;
	/** Not offered in the palette: it makes sense only as a key. */
	readonly isKeyOnly?: true;
};
