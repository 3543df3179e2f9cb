import type {Finding} from '../core/hosts/lint/finding.ts';
import {printable} from '../core/text/printable.ts';
import {jsonText} from './print-json.ts';

function line({file, line: number, severity, message, fix}: Finding): string {
	const place = number === null ? file : `${file}:${number}`;
	const hint = fix === null ? '' : ` [fix: ${fix.title}]`;
	return `${printable(`${place}: ${severity}: ${message}${hint}`)}\n`;
}

function count(findings: readonly Finding[]): string {
	const parts = (['error', 'warning', 'note'] as const).flatMap(severity => {
		const number = findings.filter(each => each.severity === severity).length;
		return number === 0 ? [] : [`${number} ${severity}${number === 1 ? '' : 's'}`];
	});
	return parts.length === 0 ? 'Nothing is wrong.\n' : `${parts.join(', ')}\n`;
}

/** Prints findings for people or machines; the exit code is 1 when there is an error among them, else 0. */
export function printFindings(
	findings: readonly Finding[],
	{json, out}: {readonly json: boolean; readonly out: (text: string) => void},
): number {
	out(
		json
			? jsonText(
					findings.map(({severity, file, line: number, message, aliases, fix}) => ({
						severity,
						file,
						line: number,
						message,
						hosts: aliases,
						fix: fix?.title ?? null,
					})),
				)
			: findings.map(line).join('') + count(findings),
	);
	return findings.some(({severity}) => severity === 'error') ? 1 : 0;
}
