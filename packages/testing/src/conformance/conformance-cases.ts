import { checkKeys, checkNumber } from '../validate.ts'
import type { ChatModel } from '@llm-balancer/provider'
import { abortCases } from './cases/abort-cases.ts'
import { bodyCases } from './cases/body-cases.ts'
import { cutCases } from './cases/cut-cases.ts'
import { failureCases } from './cases/failure-cases.ts'
import { movedCases } from './cases/moved-cases.ts'
import { mutationCases } from './cases/mutation-cases.ts'
import { noiseCases } from './cases/noise-cases.ts'
import { reportCases } from './cases/report-cases.ts'
import { requestCases } from './cases/request-cases.ts'
import { roundTripCases } from './cases/round-trip-cases.ts'
import { secretCases } from './cases/secret-cases.ts'
import { successCases } from './cases/success-cases.ts'
import { readExpectations } from './expected.ts'
import { readFixtures, type Surface } from './fixtures.ts'
import { usualKeyHeader, type KeyHeader } from './key-header.ts'
import { plantedKey } from './planted.ts'
import type { ConformanceCase, Suite } from './suite.ts'

/** What an adapter is created with: hand all three on. */
export type AdapterSettings = {
  /** Requests have to go below it. */
  readonly baseURL: string
  /** A planted key, which no error may show. */
  readonly apiKey: string
  /** Answers with what the case is about. */
  readonly fetch: typeof fetch
}

/** What a suite is made of. */
export interface ConformanceOptions {
  /** The recorded responses the adapter has to read. */
  readonly fixtures: Surface
  /** Gives a fresh adapter. Called once or more per case. */
  readonly create: (settings: AdapterSettings) => ChatModel
  /** The header that has to carry the key. @default the surface's: `authorization`, `x-api-key`, … */
  readonly keyHeader?: (apiKey: string) => KeyHeader
  /** @default 'https://llm.test/v1' */
  readonly baseURL?: string
  /** Recorded responses to leave out, by name, each with the reason. @default {} */
  readonly without?: Readonly<Record<string, string>>
  /** How many damaged responses are tried; a whole number ≥ 0. @default 200 */
  readonly mutations?: number
  /** How many bodies of noise are tried; a whole number ≥ 0. @default 200 */
  readonly noise?: number
  /** Chooses the damages and the noise; a whole number. @default 1 */
  readonly seed?: number
}

/**
 * The cases every adapter has to pass, for any test runner:
 * `for (const { name, run } of conformanceCases({ fixtures: 'openai', create })) it(name, run)`. They open no socket, set
 * no timer and are the same at every run.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function conformanceCases(options: ConformanceOptions): ConformanceCase[] {
  const suite = suiteOf(options)
  return [
    ...successCases(suite),
    ...requestCases(suite),
    ...movedCases(suite),
    ...roundTripCases(suite),
    ...reportCases(suite),
    ...failureCases(suite),
    ...secretCases(suite),
    ...abortCases(suite),
    ...bodyCases(suite),
    ...cutCases(suite),
    ...mutationCases(suite),
    ...noiseCases(suite),
  ]
}

function suiteOf(options: ConformanceOptions): Suite {
  const known = ['fixtures', 'create', 'keyHeader', 'baseURL', 'without', 'mutations', 'noise', 'seed']
  checkKeys('the options of conformanceCases', options, known)
  const { fixtures: surface, create, without = {}, mutations = 200, noise = 200, seed = 1 } = options
  if (typeof create !== 'function') throw new TypeError('"create" must be a function that gives a ChatModel')
  checkNumber('mutations', mutations, { min: 0, whole: true })
  checkNumber('noise', noise, { min: 0, whole: true })
  checkNumber('seed', seed, { min: Number.MIN_SAFE_INTEGER, whole: true })
  const { baseURL = 'https://llm.test/v1', keyHeader = usualKeyHeader(surface) } = options
  const all = readFixtures(surface)
  checkKeys(
    '"without"',
    without,
    all.map(({ name }) => name),
  )
  return {
    ...{ surface, baseURL, mutations, noise, seed },
    fixtures: all.filter(({ name }) => !(name in without)),
    expectations: readExpectations(surface),
    keyHeader: keyHeader(plantedKey),
    create: ({ fetch }) => create({ baseURL, apiKey: plantedKey, fetch }),
  }
}
