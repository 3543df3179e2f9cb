import {printable} from '../text/printable.ts';
import {describeEndpoint, type Endpoint} from './forward.ts';

/** Where a forward listens, for the middle of a sentence: `port 80 (127.0.0.1:80)`, or the path. Clean. */
export function describePlace(listen: Endpoint): string {
	return printable('port' in listen ? `port ${listen.port} (${describeEndpoint(listen)})` : listen.path);
}

/** For the beginning of one. A path stays as it is. */
export function capitalized(text: string): string {
	return text.replace(/^[a-z]/, first => first.toUpperCase());
}
