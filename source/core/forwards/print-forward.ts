import type {Endpoint, Forward} from './forward.ts';

const keywords = {local: 'LocalForward', remote: 'RemoteForward', dynamic: 'DynamicForward'} as const;

/** What stands after `-L`, `-R` or `-D` to ask for the forward: `parseForward` gives the same one back. */
export function printForward({listen, target}: Forward): string {
	return target === null ? printEndpoint(listen) : `${printEndpoint(listen)}:${printEndpoint(target)}`;
}

/** The line of a config that asks for the forward (ssh_config(5)), such as `LocalForward 127.0.0.1:8080 db:80`. */
export function printForwardOption({kind, listen, target}: Forward): string {
	const values = target === null ? [listen] : [listen, target];
	return [keywords[kind], ...values.map(value => quoted(printEndpoint(value)))].join(' ');
}

function printEndpoint(endpoint: Endpoint): string {
	if ('path' in endpoint) {
		return printField(endpoint.path);
	}
	return endpoint.address === null ? `${endpoint.port}` : `${printField(endpoint.address)}:${endpoint.port}`;
}

function printField(text: string): string {
	if (!/[:\\]|^[\s[]/.test(text)) {
		return text;
	}
	return text.includes(']') ? text.replaceAll(/[:\\]|^[\s[]/g, '\\$&') : `[${text}]`;
}

function quoted(argument: string): string {
	return /[\s"'#]|^=/.test(argument) ? `"${argument.replaceAll(/["\\]/g, '\\$&')}"` : argument;
}
