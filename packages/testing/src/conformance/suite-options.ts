import {
  checkFunction,
  checkText,
  mustBe,
  numberWithin,
  required,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { KeyHeader } from './key-header.ts'

/** Settings of an adapter under test, which has to use all three. */
export type AdapterSettings = {
  /** The address below which requests have to go. */
  readonly baseURL: string
  /** A planted key, which no error may show. */
  readonly apiKey: string
  /** Sends the adapter's requests; answers as the case needs. */
  readonly fetch: typeof fetch
}

/** Settings of every suite. */
export interface SuiteOptions<Model> {
  /** Gives a fresh adapter. Called once or more per case. */
  readonly create: (settings: AdapterSettings) => Model
  /** The header that has to carry the key. @default the surface's: `authorization`, `x-api-key`, … */
  readonly keyHeader?: ((apiKey: string) => KeyHeader) | undefined
  /** @default 'https://llm.test/v1' */
  readonly baseURL?: string | undefined
  /** Recorded responses to leave out, by name, each with the reason. @default {} */
  readonly without?: Readonly<Record<string, string>> | undefined
  /** How many damaged responses are tried; a whole number ≥ 0. @default 200 */
  readonly mutations?: number | undefined
  /** Chooses the damages and the noise; a whole number. @default 1 */
  readonly seed?: number | undefined
}

/** The same as {@link SuiteOptions}, checked. */
export type SuiteSettings<Model> = {
  readonly create: SuiteOptions<Model>['create']
  readonly keyHeader: SuiteOptions<Model>['keyHeader']
  readonly baseURL: string
  readonly without: Readonly<Record<string, string>>
  readonly mutations: number
  readonly seed: number
}

/** A whole number ≥ 0. */
export const checkCount: Check = numberWithin({ min: 0, max: Infinity, integer: true })

/** The check and the default of each option. */
export const suiteTable: OptionTable<SuiteSettings<never>> = {
  create: [checkFunction, required],
  keyHeader: [checkFunction],
  baseURL: [checkText, 'https://llm.test/v1'],
  without: [mustBe('an object', (value) => typeof value === 'object' && value !== null), {}],
  mutations: [checkCount, 200],
  seed: [numberWithin({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, integer: true }), 1],
}
