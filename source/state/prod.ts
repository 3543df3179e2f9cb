import type {Host} from '../core/hosts/host.ts';

/** Tags of machines where a mistake is dear: they are marked in every title that names them. */
export const prodTags: readonly string[] = ['prod'];

export function isProd(host: Host): boolean {
	return host.tags.some(tag => prodTags.includes(tag));
}
