/** Words of ssh that another sentence follows. */
export function sentence(words = ''): string {
	return /[.!?]$/.test(words) ? words : `${words}.`;
}
