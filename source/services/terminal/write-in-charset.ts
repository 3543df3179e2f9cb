import {charsetOf, inCharset} from '../../core/text/charset.ts';

/**
 * From now on texts written to this terminal are written as its locale can show them. Bytes pass as they are, and what a
 * child writes does not come by here.
 */
export function writeInCharset(stream: NodeJS.WritableStream, env: NodeJS.ProcessEnv): void {
	const charset = charsetOf(env);
	if (charset === 'unicode' || (stream as {isTTY?: boolean}).isTTY !== true) {
		return;
	}
	const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
	stream.write = (chunk: unknown, ...rest: unknown[]) =>
		write(typeof chunk === 'string' ? inCharset(chunk, charset) : chunk, ...rest);
}
