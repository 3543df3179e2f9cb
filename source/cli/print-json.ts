// Valid JSON either way; escaped, they cannot steer or disguise a terminal it is printed on.
const unsafe = /[\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g;

/** A value as JSON text, indented, ending in a newline; characters that could steer a terminal are escaped. */
export function jsonText(value: unknown): string {
	const text = JSON.stringify(value, null, '\t');
	return `${text.replace(unsafe, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
