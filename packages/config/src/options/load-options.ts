import {
  checkBoolean,
  checkFunction,
  checkObject,
  checkText,
  checkTexts,
  hasMethods,
  positive,
  readOptions,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import { backgroundClock, type Clock } from '@llm-balancer/core/time'
import type { Environment } from '../references/resolve-environment.ts'
import type { FileSystem } from '../source/file-system.ts'
import { localFiles } from '../source/local-files.ts'

/** Sends requests, as the platform's `fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** What a configuration may refer to. */
export interface ReferenceOptions {
  /** Where `${NAME}` is looked up. @default the environment of the process */
  readonly env?: Environment
  /**
   * Folders from which, and from below which, `file:` may read secrets; wherever links lead.
   *
   * @default of a file its own folder, `/run/secrets` and `/var/run/secrets`; of a URL or a text none
   */
  readonly secretFolders?: readonly string[]
  /** The files. @default those of the machine */
  readonly files?: FileSystem
}

/** Settings of `parseConfig`. */
export interface ParseConfigOptions extends ReferenceOptions {
  /** Names the text in messages. @default 'configuration' */
  readonly source?: string
}

/** Settings of `loadConfig`. */
export interface LoadConfigOptions extends ReferenceOptions {
  /** Headers of the request, for a URL. @default {} */
  readonly headers?: Readonly<Record<string, string>>
  /** Longest wait for the whole answer, for a URL, in ms, above 0. @default 10 000 */
  readonly timeoutMs?: number
  /** Allows http to other hosts than this machine, for a URL. @default false */
  readonly allowInsecureHttp?: boolean
  /** Sends the request, for a URL. @default the platform's */
  readonly fetch?: Fetch
  /** Where time comes from. @default the machine's clock, whose timers do not keep the process alive */
  readonly clock?: Clock
}

/** The same, with the defaults. */
export type LoadSettings = Required<Omit<LoadConfigOptions, 'secretFolders'>> &
  Pick<LoadConfigOptions, 'secretFolders'>

/** The files of the machine, or some of the user. */
export const checkFiles: Check = hasMethods('readFile', 'stampOf', 'realPath', 'replaceFile', 'watchFolder')

/** An object with texts; no value is shown. */
const checkHeaders: Check = (name, value, owner) => {
  const headers = checkObject(name, value, owner) as Readonly<Record<string, unknown>>
  if (Object.values(headers).every((each) => typeof each === 'string')) return headers
  throw new TypeError(`${owner ?? 'loadConfig'}: "${name}" must have a string for each name`)
}

const referenceTable: OptionTable<ReferenceOptions> = {
  env: [checkObject],
  secretFolders: [checkTexts],
  files: [checkFiles, localFiles],
}
const parseTable: OptionTable<ParseConfigOptions> = {
  ...referenceTable,
  source: [checkText, 'configuration'],
}

/** The checks and defaults of what `loadConfig` and `watchConfig` have in common. */
export const loadTable: OptionTable<LoadConfigOptions> = {
  ...referenceTable,
  headers: [checkHeaders, {}],
  timeoutMs: [positive, 10_000],
  allowInsecureHttp: [checkBoolean, false],
  fetch: [checkFunction, (url: string, init: RequestInit) => fetch(url, init)],
  clock: [hasMethods('now', 'schedule'), backgroundClock],
}

/** Names of the same settings elsewhere. */
export const loadHints = { timeout: 'timeoutMs', environment: 'env', secretsIn: 'secretFolders' }

/** @throws TypeError or RangeError naming the option that is wrong */
export function readParseOptions(
  given: ParseConfigOptions,
): Required<Omit<ParseConfigOptions, 'secretFolders'>> & Pick<ParseConfigOptions, 'secretFolders'> {
  const options = readOptions('parseConfig', given, parseTable, { hints: loadHints })
  return { ...(options as Required<ParseConfigOptions>), env: options.env ?? process.env }
}

/** @throws TypeError or RangeError naming the option that is wrong */
export function readLoadOptions(given: LoadConfigOptions): LoadSettings {
  const options = readOptions('loadConfig', given, loadTable, { hints: loadHints })
  return { ...(options as LoadSettings), env: options.env ?? process.env }
}
