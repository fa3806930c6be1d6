/** What test files that share one worker could change for each other, by the name a report gives it. */
export type GlobalState = ReadonlyMap<string, unknown>

/** Objects whose members a test may have replaced. */
const objects: Readonly<Record<string, object>> = {
  console,
  Math,
  performance,
  crypto,
  AbortSignal,
  process,
  Date,
}

/** Globals that a test may have replaced. */
const names: readonly string[] = [
  ...['fetch', 'Request', 'Response', 'Headers', 'ReadableStream', 'TextEncoder', 'TextDecoder', 'URL'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate'],
  ...['queueMicrotask', 'structuredClone', 'AbortController', 'WeakRef', 'FinalizationRegistry', 'Date'],
]

const processEvents: readonly string[] = ['uncaughtException', 'unhandledRejection', 'SIGINT', 'SIGTERM']

/** Reads what a test file could leave changed: globals, their members, the environment, listeners of the process. */
export const globalState = (): GlobalState =>
  new Map<string, unknown>([
    ...names.map((name): [string, unknown] => [name, Reflect.get(globalThis, name)]),
    ...Object.entries(objects).flatMap(([owner, object]) => functionsOf(owner, object)),
    ['Error.stackTraceLimit', Error.stackTraceLimit],
    ['Error.prepareStackTrace', Error.prepareStackTrace],
    ...Object.entries(process.env).map(([name, value]): [string, unknown] => [`process.env.${name}`, value]),
    ...processEvents.map((event): [string, unknown] => [
      `listeners of the process for ${event}`,
      process.listenerCount(event),
    ]),
  ])

/** The names of what differs between two states. */
export const changesBetween = (before: GlobalState, now: GlobalState): string[] =>
  [...new Set([...before.keys(), ...now.keys()])].filter((name) => before.get(name) !== now.get(name))

function functionsOf(owner: string, object: object): [string, unknown][] {
  return Object.entries(Object.getOwnPropertyDescriptors(object))
    .filter(([, { value }]) => typeof value === 'function')
    .map(([name, { value }]) => [`${owner}.${name}`, value])
}
