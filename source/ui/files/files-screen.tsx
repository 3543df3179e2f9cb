import {useShallow} from 'zustand/react/shallow';
import {layOutFiles} from '../../state/files/files-layout.ts';
import {sides} from '../../state/files/files-state.ts';
import {useAppState, useUi} from '../ui-context.ts';
import {FilesColumn} from './files-column.tsx';
import {TransfersStrip} from './transfers-strip.tsx';

/** The Files screen: two columns, or the one that has the keys where there is little room, and the transfers under way. */
export function FilesScreen() {
	const {store} = useUi();
	useAppState(
		useShallow(state => [state.columns, state.rows, state.files.side, layOutFiles(state)?.strip.height ?? 0]),
	);
	const layout = layOutFiles(store.state());
	return (
		<>
			{sides.map(side => {
				const area = layout?.columns[side];
				return area && <FilesColumn key={side} side={side} area={area} />;
			})}
			{layout !== null && layout.strip.height > 0 && <TransfersStrip area={layout.strip} />}
		</>
	);
}
