import {Box, useApp} from 'ink';
import {useLayoutEffect} from 'react';
import {wrap} from '../core/text/fit.ts';
import {printable} from '../core/text/printable.ts';
import type {Dialog} from '../state/app-state.ts';
import {type Layout, layOut, leastColumns, leastRows} from '../state/layout.ts';
import {isOfPrompt} from '../state/prompt-dialogs.ts';
import {DoctorDialog} from './dialogs/doctor-dialog.tsx';
import {FieldDialog} from './dialogs/field-dialog.tsx';
import {FormDialog} from './dialogs/form-dialog.tsx';
import {PaletteDialog} from './dialogs/palette-dialog.tsx';
import {SortDialog} from './dialogs/sort-dialog.tsx';
import {TextDialog} from './dialogs/text-dialog.tsx';
import {TransfersDialog} from './dialogs/transfers-dialog.tsx';
import {FilesScreen} from './files/files-screen.tsx';
import {ViewerScreen} from './files/viewer-screen.tsx';
import {Footer} from './footer.tsx';
import {useKeyboard} from './keyboard.ts';
import {FactsPane} from './panes/facts-pane.tsx';
import {HostsPane} from './panes/hosts-pane.tsx';
import {Lines} from './parts/lines.tsx';
import {type Ui, UiContext, useAppState} from './ui-context.ts';

/** What the composition root needs of Ink: to hand the terminal over, and to end. */
export type InkControl = {
	suspendTerminal(run: () => Promise<void>): Promise<void>;
	exit(): void;
};

function OpenDialog({dialog}: {readonly dialog: Dialog}) {
	switch (dialog.kind) {
		case 'palette':
		case 'choose':
			return <PaletteDialog dialog={dialog} />;
		case 'form':
			return <FormDialog dialog={dialog} />;
		case 'approve':
			return dialog.name === null ? <TextDialog dialog={dialog} /> : <FieldDialog dialog={dialog} />;
		case 'doctor':
			return <DoctorDialog dialog={dialog} />;
		case 'sort':
			return <SortDialog />;
		case 'viewer':
			return null;
		case 'busy':
			return dialog.isShown ? <TextDialog dialog={dialog} /> : null;
		case 'transfers':
			return <TransfersDialog />;
		case 'secret':
		case 'question':
		case 'replace-key':
			return <FieldDialog dialog={dialog} />;
		default:
			return <TextDialog dialog={dialog} />;
	}
}

function Panes({layout}: {readonly layout: Layout}) {
	const {hosts, details, keys, forwards} = layout.areas;
	return (
		<>
			{hosts && <HostsPane area={hosts} />}
			{details && <FactsPane pane="details" area={details} />}
			{keys && <FactsPane pane="keys" area={keys} />}
			{forwards && <FactsPane pane="forwards" area={forwards} />}
		</>
	);
}

/** What is open where it cannot be shown. */
function whatAsks(dialog: Dialog): string {
	if (isOfPrompt(dialog)) {
		return `${printable(dialog.prompt.child.alias)} asks something: Ctrl+C cancels it.`;
	}
	if (dialog.kind === 'confirm') {
		const isQuit = dialog.command === 'app.quit';
		return isQuit ? `${dialog.question} Ctrl+C means yes.` : dialog.question;
	}
	return 'A dialog is open.';
}

function Dashboard() {
	useKeyboard();
	const columns = useAppState(state => state.columns);
	const rows = useAppState(state => state.rows);
	const focus = useAppState(state => state.focus);
	const screen = useAppState(state => state.screen);
	const dialog = useAppState(state => state.dialog);
	const beneath = useAppState(state => state.beneath);
	const viewer = [dialog, ...beneath].find(each => each?.kind === 'viewer');
	const layout = layOut(columns, rows, focus);
	if (layout === null) {
		const asks = dialog === null ? '' : ` ${whatAsks(dialog)}`;
		const text = `More room, please: ${leastColumns}×${leastRows} at least, this is ${columns}×${rows}.${asks}`;
		return (
			<Box width={columns} height={rows}>
				<Lines area={{x: 0, y: 0, width: columns, height: rows}} lines={wrap(text, columns)} />
			</Box>
		);
	}
	return (
		<Box width={columns} height={rows}>
			{viewer ? (
				<ViewerScreen viewer={viewer} />
			) : screen === 'files' ? (
				<FilesScreen />
			) : (
				<Panes layout={layout} />
			)}
			<Footer />
			{dialog && <OpenDialog dialog={dialog} />}
		</Box>
	);
}

type AppProps = {readonly ui: Ui; readonly onReady: (ink: InkControl) => undefined | (() => void)};

/**
 * The whole screen. `onReady` gets the controls of the terminal once Ink has them; what it returns is called when Ink is
 * about to give the screen back.
 */
export function App({ui, onReady}: AppProps) {
	const ink = useApp();
	// In the turn of the first frame, so that no signal finds a screen that nobody can hand back.
	useLayoutEffect(
		() =>
			onReady({
				suspendTerminal: async run => {
					await ink.suspendTerminal(run);
				},
				exit: () => ink.exit(),
			}),
		[ink, onReady],
	);
	return (
		<UiContext value={ui}>
			<Dashboard />
		</UiContext>
	);
}
