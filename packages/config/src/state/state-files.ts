import { basename, resolve } from 'node:path'
import { hasMethods, readOptions, readProperty, type OptionTable } from '@llm-balancer/core/options'
import { ConfigurationError } from '../errors/configuration-error.ts'
import { checkFiles } from '../options/load-options.ts'
import { FileTooLargeError, type FileSystem } from '../source/file-system.ts'
import { localFiles } from '../source/local-files.ts'

/** What a balancer exports, as far as a file of it is concerned. */
export interface SavedState {
  readonly version: number
  /** Clock time in ms at which it was exported. */
  readonly savedAt: number
  /** The `savedAt` of the state that the balancer was made with. */
  readonly restoredFrom?: number | undefined
}

/** What has a state that can be saved: an `LLMBalancer`, or the `Metrics` of `@llm-balancer/metrics`. */
export interface StatefulBalancer {
  exportState(): SavedState
}

/** Settings of `saveState` and `loadState`. */
export interface StateFileOptions {
  /** The files. @default those of the machine */
  readonly files?: FileSystem
}

/** Most bytes that a state may have. */
const mostBytes = 64 * 1024 * 1024

const table: OptionTable<Required<StateFileOptions>> = { files: [checkFiles, localFiles] }
/** What each balancer saves. */
const savesOf = new WeakMap<object, Saves>()

/** The saves of one balancer, one after another. */
type Saves = {
  /** The `savedAt` of what was saved last, by file. */
  readonly latest: Map<string, number>
  /** Settles when all of them have ended. */
  ended: Promise<unknown>
}

/**
 * Reads the state that `saveState` wrote, for `initialState`; undefined when there is no such file.
 *
 * @throws {ConfigurationError} when it cannot be read, or is no state
 * @throws TypeError for a bad option
 *
 * @example
 * const llm = createLLMBalancer({ ...config, initialState: await loadState<LLMBalancerState>('state.json') })
 */
export async function loadState<State extends SavedState>(
  file: string,
  options: StateFileOptions = {},
): Promise<State | undefined> {
  const { files } = readOptions('loadState', options, table)
  return (await readState(resolve(file), files)) as State | undefined
}

/**
 * Writes the state of a balancer to a file, readable by its owner only, so that a reader sees the old or the new one whole. Never takes the
 * place of a state that the balancer was not made with: what was saved before a restart would be lost.
 *
 * @throws {ConfigurationError} when the file holds another state, or cannot be read
 * @throws TypeError for a bad option; what the file system says of writing
 */
export async function saveState(
  llm: StatefulBalancer,
  file: string,
  options: StateFileOptions = {},
): Promise<void> {
  hasMethods('exportState')('llm', llm, 'saveState')
  const { files } = readOptions('saveState', options, table)
  const saves = savesOf.get(llm) ?? { latest: new Map(), ended: Promise.resolve() }
  savesOf.set(llm, saves)
  const saving = saves.ended.then(() => save(llm, { path: resolve(file), files, latest: saves.latest }))
  saves.ended = saving.catch(() => {})
  return saving
}

async function save(
  llm: StatefulBalancer,
  {
    path,
    files,
    latest,
  }: { readonly path: string; readonly files: FileSystem; readonly latest: Map<string, number> },
): Promise<void> {
  const before = await readState(path, files)
  const state = llm.exportState()
  const isKnown = before === undefined || [latest.get(path), state.restoredFrom].includes(before.savedAt)
  if (!isKnown)
    throw stateError(
      path,
      'holds a state that this balancer was not made with; load it first, and give it as "initialState"',
    )
  await files.replaceFile(path, `${JSON.stringify(state)}\n`)
  latest.set(path, state.savedAt)
}

async function readState(path: string, files: FileSystem): Promise<SavedState | undefined> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await files.readFile(path, mostBytes))
    const state: unknown = JSON.parse(text)
    if (typeof readProperty(state, 'savedAt') === 'number') return state as SavedState
  } catch (error) {
    if (readProperty(error, 'code') === 'ENOENT') return undefined
    const isText = error instanceof SyntaxError || error instanceof TypeError
    if (!isText && !(error instanceof FileTooLargeError))
      throw stateError(path, 'cannot be read; see whether it is a file that this process may read')
  }
  throw stateError(path, 'is not a state; remove it, or give another file')
}

function stateError(path: string, message: string): ConfigurationError {
  return new ConfigurationError(basename(path), [{ path: '', line: 0, column: 0, message }])
}
