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
import { usualKeyHeader } from './key-header.ts'
import { plantedKey } from './planted.ts'
import { resolveSuiteOptions, suiteOptionNames, type SuiteOptions } from './suite-options.ts'
import type { ConformanceCase, Suite } from './suite.ts'

/** What a suite is made of. */
export interface ConformanceOptions extends SuiteOptions<ChatModel> {
  /** The recorded responses the adapter has to read. */
  readonly fixtures: Surface
  /** How many bodies of noise are tried; a whole number ≥ 0. @default 200 */
  readonly noise?: number
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
  checkKeys('the options of conformanceCases', options, ['fixtures', 'noise', ...suiteOptionNames])
  const { baseURL, without, mutations, seed } = resolveSuiteOptions(options)
  const { fixtures: surface, create, noise = 200 } = options
  checkNumber('noise', noise, { min: 0, whole: true })
  const { keyHeader = usualKeyHeader(surface) } = options
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
