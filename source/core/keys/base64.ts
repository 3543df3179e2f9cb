/** The bytes that base64 text stands for (line ends in it are skipped), or null when it is not base64. */
export function decodeBase64(text: string): Uint8Array | null {
	try {
		return Uint8Array.from(atob(text), character => character.charCodeAt(0));
	} catch {
		return null;
	}
}
