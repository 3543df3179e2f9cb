/**
 * Whether what stands in a file of ours is in a later format than the one of this program, version 1. Such a file is
 * neither read nor written over: homes are shared by machines, and a program can be replaced by an older one.
 */
export function isLaterFormat(value: unknown): boolean {
	const version = (value as {version?: unknown} | null)?.version;
	return typeof version === 'number' && version > 1;
}
