/** Tells whether a value is what a field may hold. */
export type Check<T> = (value: unknown) => value is T;

/** Message types and their fields. */
export type Shapes = Readonly<Record<string, Readonly<Record<string, Check<unknown>>>>>;

type Fields<S> = {readonly [F in keyof S]: S[F] extends Check<infer T> ? T : never};

/** Any of the messages a table of shapes describes. */
export type MessageOf<S> = {[K in keyof S]: {readonly type: K} & Fields<S[K]>}[keyof S];

/** A message is one line of JSON; a longer one is refused unread. Characters. */
export const longestMessage = 1024 * 1024;

/** A text of at most so many characters, without NUL. */
export function isText(longest: number): Check<string> {
	return (value): value is string =>
		typeof value === 'string' && value.length <= longest && !value.includes('\0');
}

export function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isBoolean(value: unknown): value is boolean {
	return typeof value === 'boolean';
}

export function isOneOf<const T extends string>(...allowed: readonly T[]): Check<T> {
	return (value): value is T => allowed.includes(value as T);
}

export function isNullOr<T>(check: Check<T>): Check<T | null> {
	return (value): value is T | null => value === null || check(value);
}

/** For what older versions do not send. */
export function isOptional<T>(check: Check<T>): Check<T | undefined> {
	return (value): value is T | undefined => value === undefined || check(value);
}

export function isListOf<T>(check: Check<T>, longest: number): Check<readonly T[]> {
	return (value): value is readonly T[] =>
		Array.isArray(value) && value.length <= longest && value.every(check);
}

/** An object whose fields pass their checks; it may have others. */
export function isObjectOf<S extends Readonly<Record<string, Check<unknown>>>>(shape: S): Check<Fields<S>> {
	return (value): value is Fields<S> =>
		isObject(value) && Object.entries(shape).every(([name, check]) => check(value[name]));
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a line; null when it is none of the messages described. Fields that are not described are left out. */
export function parseMessage<S extends Shapes>(shapes: S, line: string): MessageOf<S> | null {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return null;
	}
	const type = isObject(value) ? value['type'] : undefined;
	if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) {
		return null;
	}
	const shape = shapes[type]!;
	if (!isObjectOf(shape)(value)) {
		return null;
	}
	const fields = Object.keys(shape).map(name => [name, value[name]]);
	return {type, ...Object.fromEntries(fields)} as MessageOf<S>;
}
