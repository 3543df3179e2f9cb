import type {Host} from './host.ts';

/** Whether files of a host are looked at and never changed: `# tags: read-only` in its block of the config. */
export function isReadOnly({tags}: Pick<Host, 'tags'>): boolean {
	return tags.includes('read-only');
}
