import {Box, Text} from 'ink';
import type {Area} from '../../state/layout.ts';

/** Ready lines at a place on the screen, one `<Text>` each; what is missing to the height stays empty. */
export function Lines({area, lines}: {readonly area: Area; readonly lines: readonly string[]}) {
	return (
		<Box
			position="absolute"
			flexDirection="column"
			left={area.x}
			top={area.y}
			width={area.width}
			height={area.height}
		>
			{lines.slice(0, area.height).map((text, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its index
				<Text key={index}>{text === '' ? ' ' : text}</Text>
			))}
		</Box>
	);
}
