import type {KeySubject} from '../../core/keys/key-subject.ts';
import type {Tone} from '../app-state.ts';

/** A row of the Details, Keys & agent and Forwards panes: facts as values, not yet cleaned, cut or coloured. */
export type PaneRow = {
	readonly kind: 'heading' | 'fact' | 'text';
	/** Its state as a shape; the word for it stands in `value` or `note`. */
	readonly mark?: 'up' | 'ok' | 'bad' | 'warning' | 'none';
	readonly label: string;
	readonly value: string;
	/** What is less important, at the right: where a value comes from, how old it is. */
	readonly note?: string;
	/** The same in several lengths, longest first, in place of `note`. The first that fits beside the value is shown. */
	readonly notes?: readonly string[];
	readonly tone?: Tone;
	/** Names what the row is about, among the rows of its pane. */
	readonly key?: string;
	/** What `y` copies. */
	readonly copy?: string;
	/** In Keys & agent: what the row is about. */
	readonly subject?: KeySubject;
};

export function heading(label: string): PaneRow {
	return {kind: 'heading', label, value: ''};
}

export function text(value: string, tone?: Tone): PaneRow {
	return tone === undefined ? {kind: 'text', label: '', value} : {kind: 'text', label: '', value, tone};
}
