import type {Host} from './host.ts';

/** Tags of machines where a mistake is dear: they are marked in every title that names them. */
export const prodTags: readonly string[] = ['prod'];

type Tagged = Pick<Host, 'tags'>;

export function isProd({tags}: Tagged): boolean {
	return tags.some(tag => prodTags.includes(tag));
}

/** Whether files of a host are looked at and never changed: `# tags: read-only` in its block of the config. */
export function isReadOnly({tags}: Tagged): boolean {
	return tags.includes('read-only');
}
