import { checkNumber } from '../validate.ts'
import type { KeyHeader } from './key-header.ts'

/** What an adapter is created with: hand all three on. */
export type AdapterSettings = {
  /** Requests have to go below it. */
  readonly baseURL: string
  /** A planted key, which no error may show. */
  readonly apiKey: string
  /** Answers with what the case is about. */
  readonly fetch: typeof fetch
}

/** What every suite is made of. */
export interface SuiteOptions<Model> {
  /** Gives a fresh adapter. Called once or more per case. */
  readonly create: (settings: AdapterSettings) => Model
  /** The header that has to carry the key. @default the surface's: `authorization`, `x-api-key`, … */
  readonly keyHeader?: (apiKey: string) => KeyHeader
  /** @default 'https://llm.test/v1' */
  readonly baseURL?: string
  /** Recorded responses to leave out, by name, each with the reason. @default {} */
  readonly without?: Readonly<Record<string, string>>
  /** How many damaged responses are tried; a whole number ≥ 0. @default 200 */
  readonly mutations?: number
  /** Chooses the damages and the noise; a whole number. @default 1 */
  readonly seed?: number
}

/** The names of {@link SuiteOptions}. */
export const suiteOptionNames: readonly string[] = [
  'create',
  'keyHeader',
  'baseURL',
  'without',
  'mutations',
  'seed',
]

/** The options that have a value whether they are given or not. */
export type ResolvedOptions = Required<
  Pick<SuiteOptions<unknown>, 'baseURL' | 'without' | 'mutations' | 'seed'>
>

/** Checks what every suite is made of. @throws TypeError, RangeError naming the option that is wrong */
export function resolveSuiteOptions(options: SuiteOptions<unknown>): ResolvedOptions {
  const { create, baseURL = 'https://llm.test/v1', without = {}, mutations = 200, seed = 1 } = options
  if (typeof create !== 'function') throw new TypeError('"create" must be a function that gives an adapter')
  checkNumber('mutations', mutations, { min: 0, whole: true })
  checkNumber('seed', seed, { min: Number.MIN_SAFE_INTEGER, whole: true })
  return { baseURL, without, mutations, seed }
}
